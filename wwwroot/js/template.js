// What is typed for a template's variables stands in its preview at once.
document.addEventListener('input', ({ target }) => {
  const key = target.dataset.fills;
  for (const place of key ? target.form.querySelectorAll(`[data-var="${CSS.escape(key)}"]`) : []) {
    place.textContent = target.value || place.dataset.hole;
  }
});
