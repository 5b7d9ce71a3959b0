'use strict';
/* What pages with a script share: their data, what is typed kept in the browser, and files to save. */
const page = (() => {
  const element = (name, { attributes = {}, ...properties } = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const data = (id) => JSON.parse(document.getElementById('data-' + id).content.textContent);

  /* Keeps something under a secret that only this file holds, encrypted: other pages can read what a browser keeps
     for files. `kept` is null where nothing is there; `able` says whether this browser keeps anything. */
  const keeper = async (secret) => {
    const bytes = new TextEncoder().encode(secret);
    const nothing = { able: false, kept: null, keep: async () => false, clear: () => {} };
    try {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const key = await crypto.subtle.importKey('raw', digest, 'AES-GCM', false, ['encrypt', 'decrypt']);
      const named = new Uint8Array(await crypto.subtle.digest('SHA-256', digest));
      const name = 'imatter-' + [...named.slice(0, 12)].map((one) => one.toString(16).padStart(2, '0')).join('');
      const store = window.localStorage;
      store.setItem(name + '-try', 'x');
      store.removeItem(name + '-try');
      const to = (array) => btoa(String.fromCharCode(...array));
      const from = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
      const read = async () => {
        try {
          const [nonce, sealed] = store.getItem(name).split('.').map(from);
          const open = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce }, key, sealed);
          return JSON.parse(new TextDecoder().decode(open));
        } catch { return null; }
      };
      let turn = 0;
      const keep = async (value) => {
        const mine = ++turn;
        const nonce = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(value));
        const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, plain));
        if (mine !== turn) return true;
        try {
          let text = '';
          for (let at = 0; at < sealed.length; at += 8192) text += String.fromCharCode(...sealed.subarray(at, at + 8192));
          store.setItem(name, to(nonce) + '.' + btoa(text));
          return true;
        } catch { return false; }
      };
      return { able: true, kept: await read(), keep, clear: () => { turn += 1; store.removeItem(name); } };
    } catch { return nothing; }
  };

  /* Gives a text to the browser to save as a file. */
  const save = (name, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    element('a', { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  };

  /* Copies the text of a field that can be selected; true where the browser did it. */
  const copy = async (field) => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); return true; } catch { return document.execCommand('copy'); }
  };

  /* A file that somebody chose, as text; null where it is larger than `most` bytes. */
  const read = async (file, most) => (file.size > most ? null : file.text());

  return { element, data, keeper, save, copy, read };
})();
