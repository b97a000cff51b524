"""A basic accessibility check that runs in the page: names, headings, tables, landmarks, ids and contrast (WCAG AA)."""

from __future__ import annotations

# Gives a list of sentences, empty when all is well. Contrast is computed from the colours as they are drawn.
FAULTS = r"""() => {
  const faults = [];
  const shown = (e) => e.checkVisibility() && !e.closest('.unseen, .skip');
  const name = (e) => (e.getAttribute('aria-label') || e.textContent || '').trim();
  if (document.documentElement.lang !== 'fr') faults.push('the language is not said');
  for (const one of ['header', 'main', 'footer'])
    if (document.querySelectorAll(`body > ${one}`).length !== 1) faults.push(`no single ${one}`);
  for (const nav of document.querySelectorAll('nav'))
    if (!nav.getAttribute('aria-label')) faults.push('a nav has no name');
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id ${id} twice`);
  for (const e of document.querySelectorAll('[aria-labelledby]'))
    if (!document.getElementById(e.getAttribute('aria-labelledby'))) faults.push('labelled by nothing');
  let level = 0;
  for (const h of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const now = Number(h.tagName[1]);
    if (now > level + 1) faults.push(`heading skips from ${level} to ${now}: ${name(h)}`);
    if (!name(h)) faults.push('an empty heading');
    level = now;
  }
  if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  for (const e of document.querySelectorAll('a, button'))
    if (!name(e)) faults.push('a link has no name');
  for (const e of document.querySelectorAll('svg'))
    if (!e.closest('[aria-hidden=true], [role=img]')) faults.push('a picture is neither hidden nor named');
  for (const e of document.querySelectorAll('[role=img]'))
    if (!e.getAttribute('aria-label')) faults.push('a picture has no name');
  for (const th of document.querySelectorAll('th'))
    if (!th.getAttribute('scope')) faults.push(`a header cell has no scope: ${name(th)}`);
  if (!document.querySelector('[aria-live=polite]')) faults.push('nothing announces');

  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !shown(e)) continue;
    const style = getComputedStyle(e);
    const pair = [light(numbers(style.color)), light(behind(e))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5))
      faults.push(`contrast ${ratio.toFixed(2)} on ${walker.currentNode.textContent.trim().slice(0, 40)}`);
  }
  return faults;
}"""
