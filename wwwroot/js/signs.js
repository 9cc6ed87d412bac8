// When this page last gave the server a sign of life that was answered: from then on two minutes of silence are counted.
let last = Date.now();                                    // the page itself was one

export function signed(at) {
  last = Math.max(last, at);
}

export function lastSigned() {
  return last;
}
