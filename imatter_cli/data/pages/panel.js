'use strict';
/* The panel's page: outcomes to try for each application, the budget that follows, and a plan to save. */
(async () => {
  const panel = page.data('panel');
  const at = (id) => document.getElementById(id);
  const parts = [...document.querySelectorAll('.part')];
  const OUTCOMES = [['', 'Not tried'], ['funded', 'In full'], ['part-funded', 'In part'], ['deferred', 'Later'], ['not-funded', 'Not this quarter']];
  const blank = () => ({ outcome: '', award: '', quarter: panel.next[0], asks: '', reasons: {} });
  const keeper = await page.keeper(panel.secret);
  const before = Array.isArray(keeper.kept) && keeper.kept.length === panel.applications.length ? keeper.kept : null;
  const state = before || panel.applications.map(blank);
  const tries = panel.applications.some((one) => one.try);

  const spoken = (pence) => {
    const whole = Math.floor(Math.abs(pence) / 100).toLocaleString('en-GB'), rest = Math.abs(pence) % 100;
    return (pence < 0 ? '-' : '') + panel.sign + whole + (rest ? '.' + String(rest).padStart(2, '0') : '');
  };
  const amount = (text) => (/^\d{1,9}(\.\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : null);
  const award = (number) => {
    const tried = state[number];
    if (tried.outcome === 'funded') return panel.applications[number].asked;
    return tried.outcome === 'part-funded' ? amount(tried.award) || 0 : 0;
  };

  /* What is wrong with one application's trial; the same is refused when the plan is read. */
  const wrong = (number) => {
    const tried = state[number], asked = panel.applications[number].asked;
    if (tried.outcome === 'part-funded') {
      const given = amount(tried.award);
      if (given === null) return 'Give an amount, such as 120 or 120.50.';
      if (given <= 0 || given >= asked) return 'An award in part is less than ' + spoken(asked) + '.';
    }
    if (panel.ceiling !== null && award(number) > panel.ceiling) return 'One application can be given ' + spoken(panel.ceiling) + ' at most.';
    if (tried.outcome === 'deferred' && !tried.asks.trim()) return 'Say what you ask for before then.';
    return '';
  };
  const told = (number) => {
    const tried = state[number];
    const said = (OUTCOMES.find(([id]) => id === tried.outcome) || ['', ''])[1];
    if (!tried.outcome) return '';
    return said + (award(number) ? ', ' + spoken(award(number)) : '') + (tried.outcome === 'deferred' ? ', ' + tried.quarter : '') + (wrong(number) ? ' (not complete)' : '');
  };
  const follow = () => {
    const tried = state.reduce((sum, _, number) => sum + award(number), 0);
    const given = panel.awarded + panel.promised, left = panel.to_give - given - tried;
    const wide = (pence) => Math.max(0, Math.min(998, Math.round(998 * pence / Math.max(panel.to_give, 1))));
    at('bar-given').setAttribute('width', wide(given));
    at('bar-tried').setAttribute('x', 1 + wide(given));
    at('bar-tried').setAttribute('width', Math.min(wide(tried), 998 - wide(given)));
    if (!tries) return;
    at('budget').replaceChildren('To give: ', page.element('strong', { textContent: spoken(panel.to_give) }),
      '. Awarded: ', page.element('strong', { textContent: spoken(panel.awarded) }),
      ...(panel.promised ? ['. Promised besides: ', page.element('strong', { textContent: spoken(panel.promised) })] : []),
      '. Tried here: ', page.element('strong', { textContent: spoken(tried) }),
      left < 0 ? '. Too much by: ' : '. Left: ', page.element('strong', { textContent: spoken(Math.abs(left)) }), '.');
    at('budget').classList.toggle('wrong', left < 0);
    panel.applications.forEach((_, number) => { at('tried-' + number).textContent = told(number); });
    const chosen = state.filter((one) => one.outcome).length, open = state.filter((_, number) => wrong(number)).length;
    const bare = state.filter((one) => one.outcome && !Object.values(one.reasons).some((said) => said.trim())).length;
    at('plan-told').textContent = (chosen === 1 ? '1 decision is' : chosen + ' decisions are') + ' tried'
      + (open ? ', and ' + open + ' of them not complete' : '') + '.'
      + (bare ? ' ' + (bare === 1 ? '1 decision has' : bare + ' decisions have') + ' no reason yet. Each one needs a reason before it can be made.' : '') + (left < 0 ? ' They come to more than there is to give.' : '');
    at('save').disabled = !chosen;
  };

  let waiting = 0;
  const changed = () => {
    follow();
    at('saved').hidden = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => keeper.keep(state), 150);
  };

  /* The questions about one application, made when its screen comes. */
  const field = (number, name, ask, value, put, kind = 'input') => page.element(
    'div', { className: 'question', attributes: { 'data-for': name } },
    page.element('label', { className: 'ask', htmlFor: name + '-' + number, textContent: ask }),
    page.element(kind, { id: name + '-' + number, value, oninput: (event) => { put(event.target.value); shown(number); changed(); } }),
  );
  const choice = (number, [id, name]) => page.element(
    'div', { className: 'choice' },
    page.element('input', {
      type: 'radio', name: 'outcome-' + number, id: 'outcome-' + number + '-' + (id || 'none'), checked: state[number].outcome === id,
      onchange: () => { state[number].outcome = id; shown(number); changed(); },
    }),
    page.element('label', { htmlFor: 'outcome-' + number + '-' + (id || 'none'), textContent: name }),
  );
  const shown = (number) => {
    const place = parts[number + 1].querySelector('.try'), outcome = state[number].outcome;
    const wanted = { award: ['part-funded'], quarter: ['deferred'], asks: ['deferred'] };
    place.querySelectorAll('[data-for]').forEach((one) => {
      const only = wanted[one.dataset.for];
      one.hidden = only ? !only.includes(outcome) : !outcome;
    });
    place.querySelector('.wrong').textContent = outcome ? wrong(number) : '';
  };
  const draw = (number) => {
    const place = parts[number + 1].querySelector('.try'), tried = state[number], how = panel.applications[number].try;
    if (!how) return;
    const outcomes = OUTCOMES.filter(([id]) => how === 'any' || !['funded', 'part-funded'].includes(id));
    const quarter = field(number, 'quarter', 'To which quarter?', tried.quarter, (said) => { tried.quarter = said; }, 'select');
    const select = quarter.querySelector('select');
    select.append(...panel.next.map((one) => page.element('option', { value: one, textContent: one })));
    select.value = tried.quarter;
    place.replaceChildren(page.element(
      'fieldset', {}, page.element('legend', { textContent: 'Try a decision' }),
      page.element('div', { className: 'outcomes' }, ...outcomes.map((one) => choice(number, one))),
      field(number, 'award', 'How much?', tried.award, (said) => { tried.award = said; }),
      quarter,
      field(number, 'asks', 'What do you ask for before then?', tried.asks, (said) => { tried.asks = said; }),
      ...panel.rubric.map((one) => field(number, 'why-' + one.id, 'Reason, ' + one.name + ' (the applicant reads it)', tried.reasons[one.id] || '',
        (said) => { tried.reasons[one.id] = said; })),
      page.element('p', { className: 'wrong', attributes: { role: 'status' } }),
    ));
    shown(number);
  };

  /* The plan as `imatter fund review --plan` reads it. */
  const plan = () => ({
    decisions: panel.applications.flatMap((one, number) => {
      const tried = state[number];
      if (!one.try || !tried.outcome) return [];
      const reasons = panel.rubric.filter((each) => (tried.reasons[each.id] || '').trim())
        .map((each) => ({ criterion: each.id, text: tried.reasons[each.id].trim() }));
      return [{
        application: one.id, outcome: tried.outcome,
        ...(tried.outcome === 'part-funded' ? { award: tried.award.trim() } : {}),
        ...(tried.outcome === 'deferred' ? { quarter: tried.quarter, asks: tried.asks.trim() } : {}),
        ...(reasons.length ? { reasons } : {}),
      }];
    }),
  });

  const turn = turning(parts, (here) => {
    const number = here - 1;
    if (panel.applications[number] && !parts[here].querySelector('.try fieldset')) draw(number);
  });
  at('print').addEventListener('click', () => {
    document.body.classList.add('only-minutes');
    window.print();
    document.body.classList.remove('only-minutes');
  });
  if (tries) {
    at('save').addEventListener('click', () => {
      page.save('plan-' + panel.quarter + '.json', JSON.stringify(plan(), null, 2) + '\n');
      at('saved').hidden = false;
      at('saved').textContent = 'The plan is saved in the folder where this browser puts downloads. Nothing is decided yet.';
    });
    at('clear').addEventListener('click', () => {
      state.splice(0, state.length, ...panel.applications.map(blank));
      document.querySelectorAll('.try').forEach((one) => one.replaceChildren());
      keeper.clear();
      changed();
      turn(0, true);
    });
    if (before) { at('kept').hidden = false; at('kept').textContent = 'What was tried before is here again.'; }
  }
  follow();
  turn(0, false);
  document.documentElement.dataset.ready = 'yes';
})();
