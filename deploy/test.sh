#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: deploy/test.sh
# Works from any folder, can be run again quickly, prints "N passed, M failed" as its last line.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 0 ] || { sed -n '2,3p' "$0"; exit 2; }
deploy/install.sh --run --build --test
preset=release
cmake --preset $preset -DPROVOST_TESTS=ON > build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
rm -f build-configure.log
cmake --build --preset $preset --parallel "$(nproc)"

passed=0
failed=0
skipped=0
count() { # name, passed, failed, skipped
  printf '%-28s %4s passed, %s failed, %s skipped\n' "$1" "$2" "$3" "$4"
  passed=$((passed + $2)); failed=$((failed + $3)); skipped=$((skipped + $4))
}
check() { # name, command…: counts as one test
  local name="$1"; shift
  if "$@"; then count "$name" 1 0 0; else count "$name" 0 1 0; fi
}
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# Data that the tests of the program start from, made once.
export PROVOST_TEST_WORLDS="$work/worlds"
mkdir "$PROVOST_TEST_WORLDS"

check "layers" deploy/check_layers.sh
check "format" bash -c 'git ls-files "*.cpp" "*.hpp" | xargs -r clang-format --dry-run -Werror'

echo "Tests of the code, on SQLite and PostgreSQL …"
deploy/with_postgresql.sh ctest --preset $preset --parallel "$(nproc)" --output-junit "$work/ctest.xml" > "$work/ctest.log" 2>&1 || true
read -r all bad none < <(python3 - "$work/ctest.xml" <<'PY'
import sys, xml.etree.ElementTree as tree
try:
    suite = tree.parse(sys.argv[1]).getroot()
    print(suite.get('tests'), suite.get('failures'), int(suite.get('skipped', 0)) + int(suite.get('disabled', 0)))
except Exception:
    print(0, 1, 0)
PY
)
[ "$bad" -eq 0 ] || grep -vE '^ *[0-9]+/[0-9]+ Test|^ *Start ' "$work/ctest.log" | tail -150
count "code" $((all - bad - none)) "$bad" "$none"

node_tests() { # name, folder
  local log="$work/$1.log"
  node --test --test-concurrency="$(nproc)" "$2"/*.test.mjs > "$log" 2>&1 || true
  local ok bad none
  ok="$(grep -E '^(# |ℹ )pass ' "$log" | tail -1 | grep -oE '[0-9]+' || echo 0)"
  bad="$(grep -E '^(# |ℹ )fail ' "$log" | tail -1 | grep -oE '[0-9]+' || echo 1)"
  none="$(grep -E '^(# |ℹ )skipped ' "$log" | tail -1 | grep -oE '[0-9]+' || echo 0)"
  [ "$bad" -eq 0 ] || cat "$log"
  count "$1" "$ok" "$bad" "$none"
}
echo "Tests of the program from outside …"
node_tests "program" tests/integration
npm_packages() { # folder
  npm ci --prefix "$1" --no-audit --no-fund --loglevel=error > "$work/npm.log" 2>&1 || cat "$work/npm.log"
}
echo "The description of the interface and its examples …"
npm_packages tests/api
node_tests "interface" tests/api
echo "The workflow engine beside its model, with random events …"
npm_packages tests/properties
node_tests "properties" tests/properties
if [ -f tests/browser/package-lock.json ]; then
  echo "Tests in the browser …"
  npm_packages tests/browser
  node_tests "browser" tests/browser
fi

if [ "$skipped" -gt 0 ]; then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
