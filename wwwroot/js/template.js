// What is typed for a template's variables stands in its preview at once.
document.addEventListener('input', ({ target }) => {
  const key = target.dataset.fills;
  for (const place of key ? target.form.querySelectorAll(`[data-var="${CSS.escape(key)}"]`) : []) {
    place.textContent = target.value || place.dataset.hole;
  }
});

// So does the file for its header: a picture as itself, anything else by its name.
let shown;
document.addEventListener('change', ({ target }) => {
  const place = target.dataset.shows && target.form.querySelector('.template-media'), [file] = target.files ?? [];
  if (place) {
    const picture = place.querySelector('img'), name = place.querySelector('[data-hole]');
    URL.revokeObjectURL(shown);
    shown = target.dataset.shows === 'image' && file ? URL.createObjectURL(file) : '';
    picture.hidden = !shown;
    picture.src = shown;
    picture.onerror = () => { picture.hidden = true; };
    name.textContent = file?.name || name.dataset.hole;
  }
});
