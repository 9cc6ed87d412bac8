// What one does with a message: its menu, by mouse, by finger and by key; a double click answers it.
import { quote } from './quotes.js';

const menu = () => document.getElementById('bubble-menu');
const idOf = message => message.id.slice('message-'.length);

let current;

// Only whoever holds the ticket, while the customer can be written to, answers and reacts; the server looks again.
const mayAnswer = () => {
  const state = document.querySelector('.composer > .state');
  return state?.dataset.status === 'assigned' && state.dataset.owner === document.body.dataset.me && !('jsPast' in state.dataset);
};

function serves(message) {
  const { author, delivery, kind } = message.dataset, ours = message.querySelector('.reaction.ours');
  const mine = mayAnswer(), live = kind !== 'deleted' && kind !== 'note';
  return {
    react: mine && live && author === 'contact',
    unreact: mine && !!ours,
    quote: mine && live && ['received', 'sent', 'delivered', 'read', 'played'].includes(delivery),
    copy: !!message.querySelector('.body')?.textContent.trim()
  };
}

export function openMenu(message, byKey) {
  const pop = menu(), use = serves(message), ours = message.querySelector('.reaction.ours');
  current = message;
  for (const part of pop.querySelectorAll('[data-for]')) {
    part.hidden = use[part.dataset.for] === false;
  }
  for (const button of pop.querySelectorAll('[name="emoji"]')) {
    button.setAttribute('formaction', `?handler=react&message=${idOf(message)}`);
    if (button.dataset.emoji) {
      const pressed = button.dataset.emoji === ours?.dataset.emoji && ours.dataset.state !== 'refused' && ours.dataset.state !== 'unconfirmed';
      button.ariaPressed = pressed;
      button.value = pressed ? '' : button.dataset.emoji;
    }
  }
  pop.showPopover({ source: message.querySelector('.bubble-more') });
  if (byKey) {
    stops()[0]?.focus();
  }
}

const stops = () => [...menu().querySelectorAll('button')].filter(button => button.checkVisibility());

const acts = {
  quote: () => quote(current),
  copy: () => copy(current.querySelector('.body').innerText.trim()),
  more: async () => {
    const [message, anchor] = [current, current.querySelector('.bubble-more')];
    const { pickEmoji } = await import('./emoji.js');
    const emoji = await pickEmoji(anchor);
    if (emoji) {
      react(message, emoji);
    }
  }
};

function react(message, emoji) {
  const button = menu().querySelector('[data-act="picked"]');
  button.setAttribute('formaction', `?handler=react&message=${idOf(message)}`);
  button.value = emoji;
  button.form.requestSubmit(button);
}

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
  } else {
    const box = Object.assign(document.createElement('textarea'), { value: text });      // plain HTTP has no clipboard
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  document.getElementById('toasts').replaceChildren(document.getElementById('copied').content.cloneNode(true));
}

document.addEventListener('click', event => {
  const more = event.target.closest('.bubble-more'), act = event.target.closest('#bubble-menu [data-act]');
  const copied = event.target.closest('[data-copies]');
  if (more && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openMenu(more.closest('.message'), !event.detail);
  } else if (acts[act?.dataset.act]) {
    menu().hidePopover();
    acts[act.dataset.act]();
  } else if (copied) {
    copy(copied.dataset.copies);
  }
});

document.addEventListener('dblclick', event => {
  const message = event.target.closest('.message');
  if (message && !event.target.closest('a, button, summary, .body') && serves(message).quote) {
    quote(message);
  }
});

// Arrows walk the messages (keys.js); on one of them Enter opens the menu and «r» answers. In the menu they walk its buttons.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
  if (event.target.closest('#bubble-menu')) {
    if (step) {
      event.preventDefault();
      const all = stops();
      all.at((all.indexOf(event.target) + step) % all.length).focus();
    }
    return;
  }
  const message = event.target.matches('.message') ? event.target : null;
  if (message && ['Enter', ' ', 'ContextMenu'].includes(event.key) && message.querySelector('.bubble-more')) {
    event.preventDefault();
    openMenu(message, true);
  } else if (message && event.key === 'r' && serves(message).quote) {
    event.preventDefault();
    quote(message);
  }
});
