'use strict';
/* A form to fill in: lines to add, questions that depend on others, answers judged as they are given, kept and saved. */
(async () => {
  const form = page.data('form');
  const asked = new Map(form.asked.map((one) => [one.field, one]));
  const at = (id) => document.getElementById(id);
  const several = (one) => one.many && (one.each || one.kind !== 'choice');
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const state = { id: '', had: new Set(), kept: false, saved: true, named: new Set() };

  /* What is answered now: a text, or a list of texts, by field. */
  const cell = (line, part) => line.querySelector('[data-part=' + part + ']').value.trim();
  const answer = (one) => {
    if (several(one)) {
      return [...at('lines-' + one.field).children].map((line) => {
        if (one.kind !== 'cost') return cell(line, 'text');
        const [item, amount] = [cell(line, 'item'), cell(line, 'amount')];
        return item || amount ? item + '=' + amount : '';
      }).filter((said) => said);
    }
    if (one.kind === 'choice' || one.kind === 'yes-no') {
      const chosen = [...at('q-' + one.field).querySelectorAll('input:checked')].map((box) => box.value);
      return one.many ? chosen : chosen[0] || '';
    }
    return at(one.field).value.trim();
  };
  const answers = () => {
    const given = {};
    for (const one of form.asked) {
      if (!applies(one, given)) continue;
      const said = answer(one);
      if (said.length) given[one.field] = said;
    }
    return given;
  };
  const applies = (one, given) => {
    if (!one.when) return true;
    const said = given[one.when.field];
    if (one.when.one_of.length) return one.when.one_of.includes(said === undefined ? null : said);
    return said !== undefined && said !== 'no';
  };

  /* Money by the very pattern that imatter reads it with; null for what is no amount. */
  const amount = (text) => {
    const found = new RegExp('^(?:' + form.money + ')$', 'u').exec(text.trim());
    if (!found) return null;
    const { before, whole, rest, after } = found.groups;
    if ([before, after].some((mark) => mark && !form.signs.includes(mark.toUpperCase()))) return null;
    return parseInt(whole.replaceAll(',', ''), 10) * 100 + parseInt((rest || '').padEnd(2, '0'), 10);
  };
  const spoken = (pence) => form.sign + Math.floor(pence / 100) + '.' + String(pence % 100).padStart(2, '0');

  /* Why an answer would be refused, in imatter's words; empty for one that it takes. */
  const put = (sentence, given, count) =>
    (sentence || '').replaceAll('{given}', given).replaceAll('{count}', Number(count).toLocaleString('en-GB'));
  const problem = (one, said) => {
    const all = Array.isArray(said) ? said : [said];
    if (!said.length) return one.required ? one.says.empty : '';
    if (one.many && one.most !== null && all.length > one.most) return put(one.says.many, '', all.length);
    for (const each of all) {
      if (each.length > one.characters) return put(one.says.long, each, [...each].length);
      if (one.kind === 'code' && !new RegExp(one.pattern).test(each)) return put(one.says.wrong, each, 0);
      if (one.kind === 'day' && one.past && each > today()) return put(one.says.ahead, each, 0);
      if (one.kind === 'money' && amount(each) === null) return put(one.says.wrong, each, 0);
      if (one.kind === 'count' && !(/^\d{1,6}$/.test(each) && +each >= one.least && (one.most === null || +each <= one.most))) return put(one.says.wrong, each, 0);
      if (one.kind === 'cost') {
        const cut = each.lastIndexOf('=');
        if (cut < 1) return one.says.item;
        if (!each.slice(cut + 1).trim()) return one.says.amount;
        if (amount(each.slice(cut + 1)) === null) return put(one.says.wrong, each.slice(cut + 1), 0);
      }
    }
    return '';
  };
  const judge = (one, told) => {
    at('wrong-' + one.field).textContent = told;
    for (const field of at('q-' + one.field).querySelectorAll('input, textarea, select')) {
      if (told) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
    }
  };

  /* Lines of a question that takes several answers. */
  const addLine = (one, said = '') => {
    const lines = at('lines-' + one.field);
    const number = lines.children.length + 1;
    const select = (id, value) => page.element('select', { id, attributes: { 'data-part': 'text', 'aria-describedby': 'wrong-' + one.field } },
      ...[{ value: '', label: 'No answer' }, ...one.choices].map((each) =>
        page.element('option', { value: each.value, textContent: each.label || each.value, selected: each.value === value })));
    const input = (part, name, value, mode) => {
      const id = one.field + '-' + part + '-' + number;
      return page.element('div', {},
        page.element('label', { htmlFor: id, className: one.kind === 'cost' ? 'soft' : 'unseen', textContent: name + ' ' + number }),
        one.kind === 'choice' ? select(id, value) : page.element('input', { type: 'text', id, value, inputMode: mode, attributes: { 'data-part': part, 'aria-describedby': 'wrong-' + one.field } }));
    };
    const cut = said.lastIndexOf('=');
    const parts = one.kind === 'cost'
      ? [input('item', 'Item', said.slice(0, Math.max(cut, 0)), 'text'), input('amount', 'Amount', cut < 0 ? '' : said.slice(cut + 1), 'decimal')]
      : [input('text', 'Answer', said, 'text')];
    lines.append(page.element('div', { className: 'row' }, ...parts));
    const full = one.most !== null && number >= one.most;
    document.querySelector('[data-add=' + one.field + ']').hidden = full;
  };
  const fill = (given) => {
    for (const one of form.asked) {
      const said = given[one.field];
      if (several(one)) {
        at('lines-' + one.field).replaceChildren();
        const rows = said === undefined ? [] : [].concat(said);
        for (const row of rows) addLine(one, row);
        while (at('lines-' + one.field).children.length < Math.min(2, one.most || 2)) addLine(one);
      } else if (one.kind === 'choice' || one.kind === 'yes-no') {
        const chosen = said === undefined ? [''] : [].concat(said);
        for (const box of at('q-' + one.field).querySelectorAll('input')) box.checked = chosen.includes(box.value);
      } else {
        at(one.field).value = said === undefined ? '' : [].concat(said).join('\n');
      }
      judge(one, '');
    }
  };

  /* The answers as the text that imatter reads; a hyphen takes away one that an earlier file had. */
  const safe = (line) => (/^\s*[\\[#>-]/.test(line) ? '\\' + line : line);
  const remark = (text) => text.split(' ').reduce((lines, word) => {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < 68) lines[last] += ' ' + word;
    else lines.push('# ' + word);
    return lines;
  }, []);
  const asText = () => {
    const given = answers();
    const lines = [form.first + ' ' + form.form, 'answers: ' + state.id, 'saved: ' + new Date().toISOString(), 'rules: ' + form.rules, 'questions: ' + form.questions];
    if (form.person) lines.push('for: ' + form.person);
    for (const one of form.asked) {
      if (given[one.field] === undefined) {
        if (state.had.has(one.field)) lines.push('', '[' + one.field + ']', ...remark(one.ask), '-');
        continue;
      }
      state.had.add(one.field);
      lines.push('', '[' + one.field + ']', ...remark(one.ask));
      if (one.many) for (const said of [].concat(given[one.field])) lines.push('- ' + said);
      else lines.push(...given[one.field].split('\n').map(safe));
    }
    return [...lines, '', form.last, ''].join('\n');
  };
  /* The same the other way: `{form, id, given}`, or null for a text that holds no answers of this form. */
  const fromText = (text) => {
    const lines = text.replaceAll('\r\n', '\n').split('\n');
    if (!lines.includes(form.first + ' ' + form.form) || !lines.includes(form.last)) return null;
    let field = null, id = '';
    const said = {};
    for (const line of lines.slice(0, lines.indexOf(form.last))) {
      const found = /^\[([a-z][a-z0-9_]*)\]/.exec(line.trim());
      if (found) { field = found[1]; said[field] = []; }
      else if (line.trimStart().startsWith('#')) continue;
      else if (field) said[field].push(line.replace(/^\\/, ''));
      else if (/^answers: ans-[0-9a-z]{16}$/.test(line)) id = line.slice(9);
    }
    const given = {}, taken = [];
    for (const [name, part] of Object.entries(said)) {
      const one = asked.get(name);
      if (!one) return null;
      const whole = part.join('\n').trim();
      if (whole === '-') taken.push(name);
      else if (whole) given[name] = one.many ? whole.split('\n').map((row) => row.replace(/^- /, '')) : whole;
    }
    return { id, given, had: [...Object.keys(given), ...taken] };
  };

  const mint = () => {
    const signs = '0123456789abcdefghjkmnpqrstvwxyz';
    return 'ans-' + [...crypto.getRandomValues(new Uint8Array(16))].map((one) => signs[one % 32]).join('');
  };
  const keeper = await page.keeper(form.secret);
  const say = (id, text) => { at(id).hidden = !text; at(id).textContent = text; };
  const follow = () => {
    const given = answers();
    for (const one of form.asked) at('q-' + one.field).hidden = !applies(one, given);
    for (const one of form.asked.filter((each) => each.kind === 'cost')) {
      const amounts = (given[one.field] || []).map((each) => amount(each.slice(each.lastIndexOf('=') + 1)) || 0);
      at('sum-' + one.field).textContent = spoken(amounts.reduce((sum, each) => sum + each, 0));
    }
  };
  const problems = () => {
    const given = answers();
    return form.asked.filter((one) => applies(one, given))
      .map((one) => [one, problem(one, given[one.field] || '')]).filter(([, told]) => told);
  };
  const NOT_KEPT = 'This browser does not keep what you type here once you close the page. Save your answers before you close it.';
  let waiting = 0;
  const changed = () => {
    state.saved = false;
    if (!state.id) state.id = mint();
    follow();
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      state.kept = await keeper.keep({ id: state.id, given: answers(), had: [...state.had] });
      if (!state.kept) say('kept', NOT_KEPT);
    }, 150);
  };

  at('form').addEventListener('input', () => { say('saved', ''); changed(); });
  at('form').addEventListener('change', (event) => {
    const question = event.target.closest('[data-field]');
    const one = question && asked.get(question.dataset.field);
    const said = one && answer(one);
    if (one && said.length) judge(one, problem(one, said));
    else if (one) judge(one, '');
  });
  at('form').addEventListener('click', (event) => {
    const field = event.target.dataset && event.target.dataset.add;
    if (!field) return;
    addLine(asked.get(field));
    at('lines-' + field).lastElementChild.querySelector('input, select').focus();
  });

  /* All that is wrong, said at its question and in a list; true where nothing is. */
  const ready = () => {
    const wrong = problems();
    for (const one of form.asked) judge(one, '');
    for (const [one, told] of wrong) judge(one, told);
    at('problems').hidden = !wrong.length;
    at('problems-list').replaceChildren(...wrong.map(([one, told]) => {
      const field = at('q-' + one.field).querySelector('input, textarea, select');
      const link = page.element('a', { href: '#' + field.id, textContent: one.ask });
      link.addEventListener('click', (event) => { event.preventDefault(); field.focus(); });
      return page.element('li', {}, link, ' ' + told);
    }));
    if (wrong.length) at('problems').focus();
    return !wrong.length;
  };
  at('save').addEventListener('click', () => {
    if (!ready()) return;
    if (!state.id) state.id = mint();
    page.save(form.form.replaceAll(' ', '-') + '-' + state.id.slice(4, 10) + '.txt', asText());
    clearTimeout(waiting);
    keeper.clear();
    state.saved = true;
    say('saved', 'Your answers are saved as a file, in the folder where this browser puts downloads. They are no longer kept in the browser.');
  });
  at('show').addEventListener('click', () => {
    if (!ready()) return;
    if (!state.id) state.id = mint();
    at('text').value = asText();
    at('text-part').hidden = false;
    at('text').focus();
  });
  at('copy').addEventListener('click', async () => {
    say('saved', (await page.copy(at('text'))) ? 'The text is copied. Paste it into a message.' : 'The text is selected. Copy it with Ctrl and C.');
  });
  at('open').addEventListener('change', async () => {
    const file = at('open').files[0];
    if (!file) return;
    const text = await page.read(file, form.most);
    const found = text === null ? null : fromText(text);
    at('wrong-open').textContent = found ? '' : 'This file has no answers to this form.';
    if (!found) return;
    state.id = found.id;
    state.had = new Set(found.had);
    fill(found.given);
    changed();
    say('saved', 'Your answers are here again. Change what you want, and save them once more.');
  });
  let sure = false;
  at('clear').addEventListener('click', () => {
    if (!sure) {
      sure = true;
      at('clear').textContent = 'Clear all answers on this page: press again';
      return;
    }
    sure = false;
    at('clear').textContent = 'Clear the form';
    state.id = '';
    state.had = new Set();
    clearTimeout(waiting);
    keeper.clear();
    fill({});
    follow();
    state.saved = true;
    say('saved', 'The form is empty.');
    at('problems').hidden = true;
  });
  window.addEventListener('beforeunload', (event) => { if (!state.saved && !state.kept) event.preventDefault(); });

  for (const one of form.asked) if (one.kind === 'day' && one.past) at(one.field).max = today();
  fill(keeper.kept ? keeper.kept.given : {});
  if (keeper.kept) {
    state.id = keeper.kept.id;
    state.had = new Set(keeper.kept.had);
    state.saved = false;
    state.kept = true;
    say('kept', 'What you typed before is here again.');
  } else if (!keeper.able) {
    say('kept', NOT_KEPT);
  }
  follow();
  document.documentElement.dataset.ready = 'yes';
})();
