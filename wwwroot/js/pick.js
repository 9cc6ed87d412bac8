// Rows that are picked stay picked while they move; Shift picks a range, «x» the row that one is on. Without this script the
// boxes and the bar work all the same: it is a form.
let last = null;

const boxes = () => [...document.querySelectorAll('#tickets .row-pick input')];
const most = 200;

function show() {
  const text = document.getElementById('bulk-count');
  if (text) {
    const picked = boxes().filter(box => box.checked).length;
    const words = picked === 0 ? '' : picked === 1 ? text.dataset.one : text.dataset.many.replace('{0}', picked);
    if (text.textContent !== words) {
      text.textContent = words;
    }
  }
}

document.addEventListener('click', event => {
  const box = event.target.closest?.('.row-pick input');
  if (box) {
    const all = boxes(), [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) {
      all.slice(from, to + 1).forEach(one => { one.checked = box.checked; });
    }
    last = box;
    show();
  }
  if (event.target.closest?.('[data-pick-all]')) {
    boxes().slice(0, most).forEach(one => { one.checked = true; });
    show();
  }
});

// A press on the label with Shift would select text.
document.addEventListener('mousedown', event => {
  if (event.shiftKey && event.target.closest?.('.row-pick')) {
    event.preventDefault();
  }
});

export function pickHere() {
  const row = document.activeElement?.closest?.('.row') ?? document.querySelector('.row:has(a[aria-current])');
  row?.querySelector('.row-pick input').click();
}

document.addEventListener('reset', event => {
  if (event.target.id === 'bulk') {
    last = null;
    const picking = document.getElementById('picking');
    if (picking) {
      picking.checked = false;
    }
    setTimeout(show);
  }
});

// What was done is done: only what was refused stays picked, for another try.
document.addEventListener('htmx:after:swap', () => {
  const done = document.querySelector('[data-bulk-done]');
  if (done) {
    const refused = done.dataset.bulkDone.split(' ');
    done.removeAttribute('data-bulk-done');
    document.getElementById('bulk')?.reset();
    boxes().filter(box => refused.includes(box.value)).forEach(box => { box.checked = true; });
    show();
  }
});

show();
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
