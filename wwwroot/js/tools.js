// What only an open chat needs comes with the first one that is opened.
const parts = ['attach', 'media', 'voice'];
const watch = new MutationObserver(bring);

function bring() {
  if (document.getElementById('reply')) {
    watch.disconnect();
    parts.forEach(part => import(`./${part}.js`));
  }
}

watch.observe(document.body, { childList: true, subtree: true });
bring();
