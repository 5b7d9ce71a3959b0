'use strict';
/* A page of which one part is on the screen at a time, and all of them in print. */
const turning = (parts, turned) => {
  const at = (id) => document.getElementById(id);
  let here = 0;
  const turn = (number, focus) => {
    here = Math.min(Math.max(number, 0), parts.length - 1);
    parts.forEach((one, n) => one.classList.toggle('away', n !== here));
    document.querySelectorAll('[data-to]').forEach((one) => {
      if (Number(one.dataset.to) === here) one.setAttribute('aria-current', 'true'); else one.removeAttribute('aria-current');
    });
    at('back').disabled = here === 0;
    at('next').disabled = here === parts.length - 1;
    turned(here);
    if (focus) { parts[here].querySelector('h2').focus(); window.scrollTo(0, 0); }
  };
  at('back').addEventListener('click', () => turn(here - 1, true));
  at('next').addEventListener('click', () => turn(here + 1, true));
  document.addEventListener('click', (event) => {
    const link = event.target.closest('[data-to]');
    if (!link) return;
    event.preventDefault();
    turn(Number(link.dataset.to), true);
  });
  /* Right and left, or page down and up, outside of fields. */
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    turn(here + by, true);
  });
  return turn;
};
