// The swap style `place`: every element of a fragment goes where its id or its sort key says, so that the same
// fragment may come early, late or twice, from the stream, from a page of older items or from the answer to a post.
//
//   list      data-order="asc" or "desc"
//   element   id, data-sort="1730000000000-42" (numbers, compared in turn), data-version, data-gone (take it out)
//   marker    id, data-more="start" or "end", data-sort = the key up to which that side is loaded;
//             it asks for the next page with hx-swap="place page:start" or "place page:end"
(() => {
  let api;

  // Per list: what came while a page was on its way and found no place. It is newer than that page.
  const waiting = new WeakMap();

  htmx.registerExtension('place', {
    init: internals => {
      api = internals;
      htmx.config.morphIgnore.push('open');       // what a person unfolded stays unfolded
    },

    handle_swap: (style, target, fragment, { page }) => {
      if (style !== 'place') {
        return false;
      }
      const elements = [...fragment.children].filter(element => element.id);
      const late = page ? turnPage(target, page) : [];
      return [...elements, ...late].map(element => place(target, element)).filter(Boolean);
    }
  });

  // Answers the element that is now on the page and that htmx must process.
  function place(list, element) {
    const shown = document.getElementById(element.id);
    if (isOlder(element, shown ?? waiting.get(list)?.get(element.id))) {
      return null;
    }
    const home = shown?.parentElement ?? list;
    if ('gone' in element.dataset || isBeyondEdge(home, element)) {
      wait(home, element);
      return shown && remove(shown);
    }
    return shown ? update(shown, element) : insert(list, element);
  }

  function update(shown, element) {
    const { id } = shown;
    const fragment = document.createDocumentFragment();
    fragment.append(element);
    api.morph(shown, fragment, false);

    const placed = document.getElementById(id);
    if (isSorted(placed) && !isInOrder(placed)) {
      move(placed, slot(placed.parentElement, placed));
    }
    return placed;
  }

  function insert(list, element) {
    if ('more' in element.dataset) {
      list[element.dataset.more === 'start' ? 'prepend' : 'append'](element);
    } else if (isSorted(element)) {
      list.insertBefore(element, slot(list, element));
    } else {
      return null;                                // a region of some other page
    }
    return element;
  }

  function remove(shown) {
    api.insertContent({ target: shown, swapSpec: { style: 'delete' }, fragment: document.createDocumentFragment() });
    return null;
  }

  // A moved element keeps focus, playback and scroll where the browser knows how.
  function move(element, before) {
    const list = element.parentElement;
    (list.moveBefore ?? list.insertBefore).call(list, element, before);
  }

  // The sibling before which the element belongs; equal keys keep their order of arrival.
  function slot(list, element) {
    const others = sorted(list).filter(child => child !== element);
    let low = 0, high = others.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(list, others[middle], element) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return others[low] ?? (low ? others[low - 1].nextElementSibling : marker(list, 'end'));
  }

  function turnPage(list, side) {
    const late = [...waiting.get(list)?.values() ?? []];
    waiting.delete(list);
    const old = marker(list, side);
    if (old) {
      remove(old);
    }
    return late;
  }

  function wait(list, element) {
    if (!list.querySelector(`:scope > [data-more].${htmx.config.requestClass}`)) {
      waiting.delete(list);
      return;
    }
    waiting.set(list, (waiting.get(list) ?? new Map()).set(element.id, element));
  }

  // What lies beyond the loaded part comes with its page; shown earlier, it would leave a gap that looks like none.
  function isBeyondEdge(list, element) {
    const start = marker(list, 'start'), end = marker(list, 'end');
    return isSorted(element)
      && (start && compare(list, element, start) < 0 || end && compare(list, element, end) > 0);
  }

  function marker(list, side) {
    return list.querySelector(`:scope > [data-more="${side}"]`);
  }

  function isInOrder(element) {
    const list = element.parentElement, all = sorted(list), at = all.indexOf(element);
    const follow = (one, other) => !one || !other || compare(list, one, other) <= 0;
    return follow(all[at - 1], element) && follow(element, all[at + 1]);
  }

  function sorted(list) {
    return [...list.children].filter(isSorted);
  }

  function isSorted(element) {
    return 'sort' in element.dataset && !('more' in element.dataset);
  }

  function isOlder(element, known) {
    return Number(known?.dataset.version) > Number(element.dataset.version);
  }

  function compare(list, one, other) {
    const [a, b] = [one, other].map(element => element.dataset.sort.split('-').map(Number));
    return (a[0] - b[0] || a[1] - b[1]) * (list.dataset.order === 'desc' ? -1 : 1);
  }
})();
