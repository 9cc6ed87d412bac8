// Several builds may start at once: runs the work when no other process is at it. A lock whose owner died is taken over.
import fs from 'node:fs';

export function alone(lock, work) {
  while (!taken(lock)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function taken(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    if (!ownerLives(lock)) {
      fs.rmSync(lock, { force: true });
    }
    return false;
  }
}

// A lock without its owner's number yet reads as process 0, which is this group: alive.
function ownerLives(lock) {
  try {
    process.kill(Number(fs.readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
