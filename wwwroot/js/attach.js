// Files on their way into the bar: chosen, dropped or pasted. Each goes up by itself, with its progress; what the channel would refuse
// is told at once. What is up waits on the server beside the draft, so that it survives whatever happens to the page.
const menu = () => document.getElementById('attach-menu');
const form = () => document.getElementById('reply');
const extras = () => document.getElementById('extras');
const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited')).RequestVerificationToken;
const running = new Map();                        // pending chip → request
const waiting = [];
let kind = 'auto', unsent;

document.addEventListener('click', ({ target }) => {
  const choice = target.closest('[data-attach]');
  if (choice) {
    const input = document.getElementById('attach-files');
    kind = choice.dataset.attach;
    input.accept = choice.dataset.accept;
    input.value = '';
    menu().hidePopover();
    input.click();
  }
  const chip = target.closest('[data-detach]')?.closest('.chip');
  if (chip) {
    detach(chip);
    form().body.focus();
  }
});

document.addEventListener('change', ({ target }) => {
  if (target.id === 'attach-files') {
    attach(target.files, kind);
  }
});

const carries = transfer => transfer?.types.includes('Files') && menu() && !document.querySelector('.composer [value="note"]:checked');
for (const name of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, event => {
    const chat = event.target.closest?.('#chat');
    if (chat && carries(event.dataTransfer)) {
      event.preventDefault();
      form().classList.toggle('dragged', name === 'dragover');
      if (name === 'drop') {
        attach(event.dataTransfer.files, 'auto');
      }
    }
  });
}
document.addEventListener('paste', event => {
  if (event.target.id === 'body' && event.clipboardData.files.length && carries(event.clipboardData)) {
    event.preventDefault();
    attach(event.clipboardData.files, 'auto');
  }
});

export function attach(files, as) {
  for (const file of files) {
    waiting.push({ file, as, ticket: form().dataset.ticket, chip: pending(file) });
  }
  settle();
  form().body.focus();
}

function pending(file) {
  const chip = document.createElement('div'), cancel = document.createElement('button');
  chip.className = 'chip';
  chip.innerHTML = '<span><b class="clip"></b><span class="quiet"></span></span><progress max="1" value="0"></progress>';
  chip.querySelector('b').textContent = file.name;
  chip.querySelector('.quiet').textContent = menu().dataset.uploading;
  cancel.className = 'link';
  cancel.type = 'button';
  cancel.dataset.detach = '';
  cancel.textContent = menu().dataset.cancel;
  cancel.ariaLabel = `${menu().dataset.cancel}: ${file.name}`;
  chip.querySelector('progress').ariaLabel = file.name;
  chip.append(cancel);
  extras().append(chip);
  return chip;
}

// Two at a time: the page's other requests want connections too.
function settle() {
  while (running.size < 2 && waiting.length) {
    start(waiting.shift());
  }
  const box = form()?.body;
  if (box) {
    box.required = !extras().querySelector('[data-upload]');
  }
  if (unsent && !running.size && !waiting.length) {
    const button = unsent;
    unsent = null;
    if (button.isConnected && button.checkVisibility() && !extras().querySelector('.wrong')) {
      form().requestSubmit(button);
    }
  }
}

function start({ file, as, ticket, chip }) {
  const request = new XMLHttpRequest();
  running.set(chip, request);
  request.open('POST', `/uploads?${new URLSearchParams({ ticket, kind: as, name: file.name })}`);
  request.setRequestHeader('RequestVerificationToken', token());
  request.setRequestHeader('Content-Type', 'application/octet-stream');
  request.upload.onprogress = event => {
    chip.querySelector('progress').value = event.lengthComputable ? event.loaded / event.total : 0;
  };
  request.onloadend = () => {
    running.delete(chip);
    if (chip.isConnected && request.readyState === XMLHttpRequest.DONE) {
      const answer = chipOf(request.responseText);
      answer ? chip.replaceWith(answer) : fail(chip);
    }
    settle();
  };
  request.send(file);
}

// What the server answers to a file. Only a chip is one: whatever stands in between may answer with a page of its own.
export function chipOf(html) {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return holder.content.firstElementChild?.matches('.chip') ? holder.content.firstElementChild : null;
}

function fail(chip) {
  chip.classList.add('wrong');
  chip.setAttribute('role', 'alert');
  chip.querySelector('.quiet').textContent = menu().dataset.failed;
  chip.querySelector('progress').remove();
}

function detach(chip) {
  const at = waiting.findIndex(one => one.chip === chip);
  if (at >= 0) {
    waiting.splice(at, 1);
  }
  const request = running.get(chip);
  unsent = null;
  chip.remove();
  request?.abort();
  if (chip.dataset.upload) {
    fetch(`/uploads/${chip.dataset.upload}`, { method: 'DELETE', headers: { RequestVerificationToken: token() } });
  }
  settle();
}

// What is still going up holds the message back, and then sends it.
document.addEventListener('submit', event => {
  if (event.target.id === 'reply' && event.submitter?.matches('.for-reply') && (running.size || waiting.length)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    hold(event.submitter);
  }
}, true);

// Another mode, or other words: what was to be sent is not this.
for (const name of ['input', 'change']) {
  document.addEventListener(name, ({ target }) => {
    if (unsent && (target.id === 'body' || target.name === 'mode')) {
      hold(null);
    }
  });
}

function hold(button) {
  unsent = button;
  for (const chip of extras().querySelectorAll('.chip:has(progress) .quiet')) {
    chip.textContent = button ? menu().dataset.thenSent : menu().dataset.uploading;
  }
}

// A note takes no files: those of the reply go on waiting.
document.addEventListener('htmx:after:request', event => {
  const { ctx } = event.detail;
  if (ctx.response?.status < 400 && ctx.request.action.includes('handler=reply')) {
    for (const id of ctx.request.body?.getAll?.('upload') ?? []) {
      document.getElementById(`chip-${id}`)?.remove();
    }
    settle();
  }
});

new MutationObserver(settle).observe(document.body, { childList: true, subtree: true });
