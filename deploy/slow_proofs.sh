#!/usr/bin/env bash
# Proofs that take long: the kill test at full length, the workflow engine beside its model for millions of steps, what
# strangers send under libFuzzer, every test under each sanitizer, and clang-tidy on every source.
# Usage: deploy/slow_proofs.sh [kill] [messages] [property] [fuzz] [address] [undefined] [thread] [lint]   (default: all)
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/install.sh --run --build --test
[ $# -gt 0 ] || set -- kill messages property fuzz address undefined thread lint
for proof in "$@"; do
  echo "== $proof"
  case "$proof" in
    kill)
      cmake --preset release > /dev/null
      cmake --build --preset release --target provost --parallel "$(nproc)"
      PROVOST_KILL_ROUNDS="${PROVOST_KILL_ROUNDS:-200}" node --test tests/integration/kill.test.mjs
      ;;
    messages)
      cmake --preset release > /dev/null
      cmake --build --preset release --target provost --parallel "$(nproc)"
      node tests/integration/message_faults.mjs
      deploy/with_postgresql.sh node tests/integration/message_faults.mjs 2000 40
      deploy/with_postgresql.sh node tests/integration/delivery_faults.mjs
      ;;
    property)
      cmake --preset release -DPROVOST_TESTS=ON > /dev/null
      cmake --build --preset release --target provost engine_stepper --parallel "$(nproc)"
      npm ci --prefix tests/properties --no-audit --no-fund --loglevel=error
      PROVOST_PROPERTY_STEPS="${PROVOST_PROPERTY_STEPS:-2000000}" node --test tests/properties/engine_and_model.test.mjs
      ;;
    fuzz)
      cmake -S tests/fuzz -B build/fuzz -G Ninja -DCMAKE_CXX_COMPILER=clang++ > /dev/null
      cmake --build build/fuzz --parallel "$(nproc)"
      for target in json_body signature_header mapping multipart; do
        mkdir -p "build/fuzz/corpus/$target"
        "build/fuzz/fuzz_$target" -max_total_time="${PROVOST_FUZZ_SECONDS:-300}" -max_len=65536 -print_final_stats=1 \
          -artifact_prefix=build/fuzz/ "build/fuzz/corpus/$target" "tests/fuzz/seeds/$target"
      done
      ;;
    address | undefined | thread)
      cmake --preset "$proof-sanitizer" -DPROVOST_TESTS=ON > /dev/null
      cmake --build --preset "$proof-sanitizer" --parallel "$(nproc)"
      LSAN_OPTIONS="suppressions=$PWD/deploy/sanitizers/leaks.txt" \
        TSAN_OPTIONS="suppressions=$PWD/deploy/sanitizers/races.txt" \
        deploy/with_postgresql.sh ctest --preset "$proof-sanitizer" --parallel "$(nproc)"
      ;;
    lint)
      # Without the precompiled header, which g++ wrote and clang cannot read.
      cmake --preset release -B build/lint -DPROVOST_TESTS=OFF -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON > /dev/null
      # The compile commands name warnings of g++ that clang does not know.
      run-clang-tidy -quiet -p build/lint -extra-arg=-Wno-unknown-warning-option "$PWD/(docs_repo|workflows|templates|server|integrations)/.*"
      ;;
    *)
      echo "slow_proofs.sh: unknown proof $proof; known: kill messages property fuzz address undefined thread lint" >&2
      exit 2
      ;;
  esac
done
