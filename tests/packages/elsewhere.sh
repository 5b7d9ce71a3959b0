#!/usr/bin/env bash
# The tests of stores, first steps, check, verify and sync with other versions of Python and git, which Debian has: 3.13 and
# 2.47 (trixie), the newest (sid), and git 2.30 (bullseye) with this Python. Nothing is installed on this computer: each
# version lies in a folder, and the first two run in it. Needs Debian's apt-get, root, and some 700 MB; takes half an hour.
# MIRROR is the address of a mirror of Debian, as a list of sources has it.
#
#     tests/packages/elsewhere.sh FOLDER MIRROR
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
mirror=$2
mkdir -p "$1" && cd "$1" && here=$PWD
slice=${TESTS:-"tests/store tests/cli/begin tests/cli/integrity/test_check.py tests/cli/integrity/test_verify.py tests/cli/together/test_sync.py"}
key=/usr/share/keyrings/debian-archive-keyring.gpg

# have SUITE PACKAGE...: these packages and all that they need, unpacked in SUITE/root
have() {
  local suite=$1; shift
  mkdir -p "$suite"/{lists/partial,cache/archives/partial,root/dev,root/work}
  echo "deb [signed-by=$key] $mirror $suite main" > "$suite/sources.list"
  : > "$suite/status"
  local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$here/$suite/sources.list" -o Dir::Etc::sourceparts=-
    -o "Dir::State::lists=$here/$suite/lists" -o "Dir::State::status=$here/$suite/status"
    -o "Dir::Cache=$here/$suite/cache" -o APT::Sandbox::User=root -o APT::Get::List-Cleanup=0)
  "${apt[@]}" update
  "${apt[@]}" -y --no-install-recommends --download-only install "$@" > /dev/null
  for package in "$suite"/cache/archives/*.deb; do dpkg-deb -x "$package" "$suite/root"; done
}

# tried SUITE PYTHON: the tests in that folder as if it were a computer
tried() {
  local suite=$1 python=$2 at=$here/$1/root
  have "$suite" "python$python" git openssh-client bash coreutils sed grep
  ln -sf bash "$at/usr/bin/sh"
  printf 'root:x:0:0:root:/root:/bin/bash\n' > "$at/etc/passwd"
  mkdir -p "$at/dev/shm" "$at/dev/pts" "$at/opt/lib"
  mknod -m 666 "$at/dev/null" c 1 3 2> /dev/null || true
  mknod -m 666 "$at/dev/urandom" c 1 9 2> /dev/null || true
  mknod -m 666 "$at/dev/tty" c 5 0 2> /dev/null || true
  mknod -m 666 "$at/dev/ptmx" c 5 2 2> /dev/null || true
  "$root/.venv/bin/pip" install -q --target "$at/opt/lib" --upgrade --python-version "$python" --only-binary :all: \
    $("$root/.venv/bin/python" -c 'import tomllib
told = tomllib.load(open("'"$root"'/pyproject.toml", "rb"))["project"]
print(*(one.replace(" ", "") for one in told["dependencies"] + told["optional-dependencies"]["dev"]))')
  git -C "$root" ls-files -co --exclude-standard | tar -C "$root" -cf - -T - | tar -C "$at/work" -xf -
  mount -t proc proc "$at/proc" && mount --bind /dev/pts "$at/dev/pts"
  trap 'umount "$at/proc" "$at/dev/pts"' RETURN
  chroot "$at" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LC_ALL=C PYTHONPATH=/opt/lib:/work \
    sh -c "cd /work && git --version && python$python -m pytest -q -n 0 -p no:cacheprovider $slice"
}

have bullseye git
mkdir -p git-2.30
# found WHAT TYPE: where the unpacked git has it
found() { find "$here/bullseye/root" -path "*/$1" -type "$2" -print -quit; }
printf '#!/bin/sh\nGIT_EXEC_PATH=%s GIT_TEMPLATE_DIR=%s exec %s "$@"\n' \
  "$(found lib/git-core d)" "$(found git-core/templates d)" "$(found bin/git f)" > git-2.30/git
chmod +x git-2.30/git
failed=0
# git signs with SSH keys from 2.34 on; 2.30 takes a shared place whose branch is damaged for an empty one
later="not signed_where and not signatures_are_asked and not keys_change and not damaged_place"
(cd "$root" && PATH="$here/git-2.30:$PATH" .venv/bin/python -m pytest -q -n 0 -k "$later" $slice) || failed=1
tried trixie 3.13 || failed=1
tried sid 3.14 || failed=1
exit $failed
