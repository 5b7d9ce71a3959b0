'use strict';
/* A hand-out: one application at a time, scores with their sentences, a conflict that hides it, kept and saved as text. */
(async () => {
  const made = page.data('hand-out');
  const at = (id) => document.getElementById(id);
  const all = [...document.querySelectorAll('[data-application]')];
  const blank = () => made.applications.map(() => ({ scores: {}, comment: '', conflict: '' }));
  const state = { given: blank(), saved: true, kept: false };
  const say = (id, text) => { at(id).hidden = !text; at(id).textContent = text; };
  const plural = (count, one, many) => count + ' ' + (count === 1 ? one : many);

  /* What an application still needs; nothing for one that is finished or has a conflict. */
  const lacking = (given) => {
    if (given.conflict) return [];
    const open = made.rubric.filter((one) => given.scores[one.id] === undefined).map((one) => one.name);
    return given.comment.trim() ? open : [...open, 'comment'];
  };
  const standing = (given) => {
    if (given.conflict) return 'you have a conflict';
    const open = lacking(given);
    if (!open.length) return 'finished';
    return open.length > made.rubric.length ? 'not begun' : 'needs ' + open.join(', ');
  };

  /* The questions about one application. */
  const choice = (kind, name, value, checked, ...words) => {
    const id = name + '-' + value.replace('/', '');
    const box = page.element('input', { type: kind, name, id, value, checked });
    return page.element('div', { className: 'choice' }, box, page.element('label', { htmlFor: id }, ...words));
  };
  const conflicts = (number, given) => page.element(
    'div', { className: 'question' },
    page.element('label', { className: 'ask', htmlFor: 'conflict-' + number, textContent: 'Do you have a conflict with this application?' }),
    page.element('select', { id: 'conflict-' + number }, ...[{ id: '', name: 'No' }, ...made.conflicts].map((one) =>
      page.element('option', { value: one.id, textContent: one.name, selected: one.id === given.conflict }))),
  );
  const scores = (number, given) => made.rubric.map((one) => page.element(
    'fieldset', { className: 'question' },
    page.element('legend', {}, page.element('span', { textContent: one.name + ': ' + one.ask })),
    ...[...one.scores.map((text, score) => [String(score), text]), ['n/a', 'It does not apply here.']].map(([value, text]) =>
      choice('radio', one.id + '-' + number, value, given.scores[one.id] === value,
        page.element('strong', { textContent: value }), ' ' + text)),
  ));
  const comment = (number, given) => page.element(
    'div', { className: 'question' },
    page.element('label', { className: 'ask', htmlFor: 'comment-' + number, textContent: 'What should the panel know?' }),
    page.element('textarea', { id: 'comment-' + number, value: given.comment }),
  );
  const draw = (number) => {
    const given = state.given[number];
    const own = page.element('div', { className: 'own' }, ...scores(number, given), comment(number, given));
    all[number].querySelector('.review').replaceChildren(conflicts(number, given), own);
    follow(number);
  };
  const follow = (number) => {
    const given = state.given[number];
    all[number].classList.toggle('apart', Boolean(given.conflict));
    at('state-' + number).textContent = standing(given);
    const finished = state.given.filter((one) => !lacking(one).length).length;
    at('progress').textContent = finished + ' of ' + plural(all.length, 'application', 'applications') + ' finished.';
  };

  /* The answers as a text. imatter reads it back, and so does this page. */
  const guarded = (text) => text.trim().split('\n').map((line, n) => (n && /^[\\=|]/.test(line) ? '\\' + line : line)).join('\n');
  const asText = () => {
    const lines = ['imatter', 'quarter', 'reviewer', 'made'].map((name) => name + ': ' + made[name]);
    made.applications.forEach((one, number) => {
      const given = state.given[number];
      lines.push('', '=== ' + (number + 1) + ' of ' + all.length + ': application ' + one.application + ', revision ' + one.revision);
      lines.push('| ' + one.label);
      for (const each of made.rubric) lines.push((each.id + ': ' + (given.conflict ? '' : given.scores[each.id] ?? '')).trim());
      lines.push(('conflict: ' + given.conflict).trim());
      lines.push(('comment: ' + (given.conflict ? '' : guarded(given.comment))).trim());
    });
    return [...lines, '=== end', ''].join('\n');
  };

  /* The answers in such a text, and how many of them are to what this page doesn't have; null for any other text. */
  const fromText = (text) => {
    const lines = text.replaceAll('\r\n', '\n').split('\n');
    const says = (name) => lines.includes(name + ': ' + made[name]);
    if (!['imatter', 'quarter', 'reviewer'].every(says)) return null;
    const given = blank();
    let one = null, comment = false, others = 0;
    for (const line of lines) {
      if (/^[=|]/.test(line)) {
        comment = false;
        if (line.startsWith('|')) continue;
        const found = /application (app-[0-9a-z-]+), revision (\d+)$/.exec(line);
        const number = found ? made.applications.findIndex((each) => each.application === found[1] && String(each.revision) === found[2]) : -1;
        one = number < 0 ? null : given[number];
        if (found && !one) others += 1;
      } else if (one && comment) {
        one.comment += '\n' + line.replace(/^\\/, '');
      } else if (one) {
        const [, word, said] = /^([a-z][a-z0-9-]*):\s*(.*)$/.exec(line) || [null, '', ''];
        const criterion = made.rubric.find((each) => each.id === word);
        if (word === 'comment') { one.comment = said; comment = true; }
        else if (word === 'conflict') one.conflict = made.conflicts.some((each) => each.id === said) ? said : '';
        else if (criterion && (said === 'n/a' || (/^\d+$/.test(said) && Number(said) < criterion.scores.length))) one.scores[word] = said;
      }
    }
    for (const each of given) each.comment = each.comment.trim();
    return { given, others };
  };

  const keeper = await page.keeper(made.secret);
  const NOT_KEPT = 'This browser does not keep what you type here once you close the page. Save your answers before you close it.';
  let waiting = 0;
  const changed = () => {
    state.saved = false;
    say('saved', '');
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      state.kept = await keeper.keep(state.given);
      if (!state.kept) say('kept', NOT_KEPT);
    }, 150);
  };
  document.querySelector('main').addEventListener('input', (event) => {
    const place = event.target.closest('[data-application]');
    if (!place) return;
    const number = Number(place.dataset.application), given = state.given[number], field = event.target;
    if (field.type === 'radio') given.scores[field.name.slice(0, field.name.lastIndexOf('-'))] = field.value;
    else if (field.id.startsWith('comment-')) given.comment = field.value;
    else given.conflict = field.value;
    follow(number);
    changed();
  });

  const told = () => {
    const open = state.given.filter((one) => lacking(one).length).length;
    return open ? ' ' + plural(open, 'application is', 'applications are') + ' not finished: you can go on later, and send them again.' : '';
  };
  at('save').addEventListener('click', () => {
    page.save('reviews-' + made.quarter.toUpperCase() + '-' + made.reviewer + '.txt', asText());
    clearTimeout(waiting);
    if (!told()) keeper.clear(); else keeper.keep(state.given);
    state.saved = true;
    say('saved', 'Your answers are saved as a file, in the folder where this browser puts downloads.' + told());
  });
  at('show').addEventListener('click', () => {
    at('text').value = asText();
    at('text-part').hidden = false;
    at('text').focus();
  });
  at('copy').addEventListener('click', async () => {
    say('saved', (await page.copy(at('text'))) ? 'The text is copied. Paste it into a message.' + told() : 'The text is selected. Copy it with Ctrl and C.');
  });
  at('open').addEventListener('change', async () => {
    const file = at('open').files[0];
    if (!file) return;
    at('wrong-open').textContent = '';
    const text = await page.read(file, made.most);
    at('open').value = ''; // so that the same file can be chosen once more
    const found = text === null ? null : fromText(text);
    at('wrong-open').textContent = found ? '' : 'This file has no answers for this reviewer and quarter.';
    if (!found) return;
    state.given = found.given;
    all.forEach((_, number) => draw(number));
    changed();
    const other = found.others ? ' ' + plural(found.others, 'answer is', 'answers are') + ' about what this page does not have, or has in another revision, and left out.' : '';
    say('saved', 'Your answers are here again. Change what you want, and save them once more.' + other);
  });
  window.addEventListener('beforeunload', (event) => { if (!state.saved && !state.kept) event.preventDefault(); });

  const before = keeper.kept;
  if (Array.isArray(before) && before.length === all.length) {
    state.given = before;
    state.kept = true;
    say('kept', 'What you typed before is here again.');
  } else if (!keeper.able) {
    say('kept', NOT_KEPT);
  }
  all.forEach((_, number) => draw(number));
  const first = state.given.findIndex((one) => lacking(one).length);
  turning(all, () => {})(first < 0 ? 0 : first, false);
  document.documentElement.dataset.ready = 'yes';
})();
