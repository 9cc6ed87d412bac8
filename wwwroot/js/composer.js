// Enter sends, Shift+Enter breaks the line. What was typed leaves the box only when the server has it, and waits for its
// chat while another one is open.
const drafts = new Map(), tried = new WeakMap();
const form = () => document.getElementById('reply');

// At the cursor, in the place of what is selected; as if it had been typed, so that drafts and sizes follow.
export function insert(text) {
  const box = form().body;
  box.focus();
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

const grows = CSS.supports('field-sizing', 'content');
let ready;

// Without a secure context there is no crypto.randomUUID.
const key = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit =>
  (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));

function fit(box) {
  if (!grows) {
    box.rows = Math.min(8, box.value.split('\n').length);
  }
}

function prepare() {
  const now = form();
  if (now && now !== ready) {
    ready = now;
    now.body.value ||= drafts.get(now.dataset.ticket) ?? '';
    fit(now.body);
  }
}

prepare();
new MutationObserver(prepare).observe(document.body, { childList: true, subtree: true });

document.addEventListener('input', event => {
  if (event.target.id === 'body') {
    drafts.set(form().dataset.ticket, event.target.value);
    fit(event.target);
  }
});

document.addEventListener('keydown', event => {
  if (event.target.id === 'body' && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form().requestSubmit([...form().querySelectorAll('.send')].find(button => button.checkVisibility()));
  }
});

// Who chose the mode by mouse or shortcut wants to write; who walks the choices by arrow stays on them.
document.addEventListener('click', event => {
  if (event.target.name === 'mode' && (event.detail || !event.isTrusted)) {
    form().body.focus();
  }
});

// The same text posted again after a lost answer keeps its key, and is stored once; another text is another message.
document.addEventListener('htmx:config:request', event => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id === 'reply') {
    const body = ctx.request.body.get('body');
    if (tried.has(ctx.sourceElement) && tried.get(ctx.sourceElement) !== body) {
      ctx.sourceElement.clientKey.value = key();
      ctx.request.body.set('clientKey', ctx.sourceElement.clientKey.value);
    }
    tried.set(ctx.sourceElement, body);
  }
});

document.addEventListener('htmx:after:request', event => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id === 'reply' && ctx.response.status < 400) {
    const box = ctx.sourceElement.body, sent = tried.get(ctx.sourceElement);
    box.value = box.value.startsWith(sent) ? box.value.slice(sent.length) : box.value;
    drafts.set(ctx.sourceElement.dataset.ticket, box.value);
    ctx.sourceElement.clientKey.value = key();
    tried.delete(ctx.sourceElement);
    fit(box);
    box.focus();
  }
});
