"""The help on one screen, as it is printed: `imatter --help` loads nothing else."""

PAGE = """\
Usage: imatter COMMAND ...          imatter COMMAND --help says more

Your notebook
  status, due             what comes next (as bare imatter says); dates ahead
  project                 plan, start, pause and complete a project
  reflect, reflection     write a reflection; share and find them
  licence, certification  apply for a licence and keep it; see the evidence
  init, me                make a store; who you are in it
  draft, portfolio        answers that are not finished; a year to show
The programme and its fund
  fund                    apply to the fund; run a quarter of it
  practitioner            people, their roles and their Learning Journey
  programme               the rules, and what is a placeholder in them
Checking and history
  check, rules, verify    what is wrong in the records, and in their history
  show, log, diff         a record, its life, what changed in it
  edit, save, hook        change a record; keep and check edits made by hand
  send, receive           hand records to another store; take in what came
  undo, recover           take back a change; finish an interrupted one
  import, schema          take over a spreadsheet; the shape of each record

Everywhere  --store PATH  --as PERSON  --json  --no-input  --dry-run
Once        --version  --install-completion  --show-completion
"""
