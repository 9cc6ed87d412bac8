// One's own profile: a photo is shown, and one that is too large refused, before it is sent; codes are copied and printed.
document.documentElement.toggleAttribute('data-js-on', true);

document.addEventListener('change', ({ target }) => {
  const { most, tooLarge } = target.dataset;
  if (!most) {
    return;
  }
  const file = target.files[0];
  target.setCustomValidity(file?.size > Number(most) ? tooLarge : '');
  target.reportValidity();
  if (file && target.validity.valid) {
    show(file, target.form.querySelector('.avatar'));
  }
});

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy-text], [data-print]');
  if (button && 'print' in button.dataset) {
    print();
  } else if (button) {
    await navigator.clipboard.writeText(button.dataset.copyText);
    button.querySelector('[role="status"]').textContent = button.dataset.done;
  }
});

function show(file, avatar) {
  const picture = new Image();
  picture.alt = '';
  picture.src = URL.createObjectURL(file);
  avatar.querySelector('img')?.remove();
  avatar.append(picture);
}
