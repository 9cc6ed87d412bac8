// The swap style `place`: every element of a fragment goes where its id or its sort key says, so that the same
// fragment may come early, late or twice, from the stream, from a page of older items or from the answer to a post.
//
//   list      data-order="asc" or "desc"
//   element   id, data-sort="1730000000000-42" (numbers, compared in turn), data-version, data-gone (take it out)
//   marker    asks for the next page: id, data-sort at the far end, data-more="key of the last item loaded on its side"
//             (left empty: its neighbour's). A fragment with the marker's id is that page, and takes the marker's place.
(() => {
  let api;

  // Per list: what came while a page was on its way and found no place. It is newer than that page.
  const waiting = new WeakMap();

  htmx.registerExtension('place', {
    init: internals => {
      api = internals;
      htmx.config.morphIgnore.push('open');       // what a person unfolded stays unfolded
    },

    handle_swap: (style, list, fragment) => {
      if (style !== 'place') {
        return false;
      }
      const elements = [...fragment.children].filter(element => element.id);
      const marker = markers(list).find(marker => elements.some(element => element.id === marker.id));
      const isPage = marker !== undefined;
      const late = isPage ? takeWaiting(list) : [];
      if (isPage) {
        // Whoever keeps what is read where it is has to look now: nothing has moved yet.
        list.dispatchEvent(new CustomEvent('place:page', { bubbles: true, detail: marker }));
      }
      return [
        ...elements.map(element => place(list, element, isPage)),
        ...late.map(element => place(list, element, false))
      ].filter(Boolean);
    }
  });

  // Answers the element that is now on the page and that htmx must process.
  function place(list, element, isPage) {
    const shown = document.getElementById(element.id);
    if (isOlder(element, shown ?? waiting.get(list)?.get(element.id))) {
      return null;
    }
    const home = shown?.parentElement ?? list;
    if ('gone' in element.dataset || !isPage && isBeyondEdge(home, element)) {
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
    if (!isSorted(element)) {
      return null;                                // a region of some other page
    }
    list.insertBefore(element, slot(list, element));
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
      if (compare(list, others[middle].dataset.sort, element.dataset.sort) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return others[low] ?? others[low - 1]?.nextElementSibling ?? null;
  }

  function isInOrder(element) {
    const list = element.parentElement, all = sorted(list), at = all.indexOf(element);
    const follow = (one, other) => !one || !other || compare(list, one.dataset.sort, other.dataset.sort) <= 0;
    return follow(all[at - 1], element) && follow(element, all[at + 1]);
  }

  // What lies beyond the loaded part comes with its page; shown earlier, it would leave a gap that looks like none.
  function isBeyondEdge(list, element) {
    return isSorted(element) && markers(list).some(marker => {
      const edge = marker.dataset.more || neighbour(marker)?.dataset.sort;
      return edge && compare(list, element.dataset.sort, edge) * compare(list, marker.dataset.sort, edge) > 0;
    });
  }

  function neighbour(marker) {
    const all = sorted(marker.parentElement), at = all.indexOf(marker);
    return at ? all[at - 1] : all[1];
  }

  function wait(list, element) {
    const busy = htmx.config.requestClass;
    if (markers(list).some(marker => marker.matches(`.${busy}`) || marker.querySelector(`.${busy}`))) {
      waiting.set(list, (waiting.get(list) ?? new Map()).set(element.id, element));
    } else {
      waiting.delete(list);
    }
  }

  function takeWaiting(list) {
    const late = [...waiting.get(list)?.values() ?? []];
    waiting.delete(list);
    return late;
  }

  function markers(list) {
    return [...list.querySelectorAll(':scope > [data-more]')];
  }

  function sorted(list) {
    return [...list.children].filter(isSorted);
  }

  function isSorted(element) {
    return 'sort' in element.dataset;
  }

  function isOlder(element, known) {
    return Number(known?.dataset.version) > Number(element.dataset.version);
  }

  function compare(list, one, other) {
    const [a, b] = [one, other].map(key => key.split('-').map(Number));
    return (a[0] - b[0] || (a[1] ?? 0) - (b[1] ?? 0)) * (list.dataset.order === 'desc' ? -1 : 1);
  }
})();
