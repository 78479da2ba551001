#!/usr/bin/env bash
# Proofs that take long: the kill test at full length, and every test under each sanitizer.
# Usage: deploy/slow_proofs.sh [kill] [address] [undefined] [thread]   (default: all)
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/install.sh --run --build --test
[ $# -gt 0 ] || set -- kill address undefined thread
for proof in "$@"; do
  echo "== $proof"
  case "$proof" in
    kill)
      cmake --preset release > /dev/null
      cmake --build --preset release --target provost --parallel "$(nproc)"
      PROVOST_KILL_ROUNDS="${PROVOST_KILL_ROUNDS:-200}" node --test tests/integration/kill.test.mjs
      ;;
    address | undefined | thread)
      cmake --preset "$proof-sanitizer" -DPROVOST_TESTS=ON > /dev/null
      cmake --build --preset "$proof-sanitizer" --parallel "$(nproc)"
      deploy/with_postgresql.sh ctest --preset "$proof-sanitizer" --parallel "$(nproc)"
      ;;
    *)
      echo "slow_proofs.sh: unknown proof $proof; known: kill address undefined thread" >&2
      exit 2
      ;;
  esac
done
