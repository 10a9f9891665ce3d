#!/usr/bin/env bash
# Runs targets under libFuzzer, every one unless some are named, each for its share of the time, as many at once as there
# are processors. A crash, an input that takes more than 5 seconds or 1 GB, and a broken promise leave their input as a file
# and fail the run.
# Usage: run.sh BINARY FOLDER SECONDS [TARGET...], where FOLDER keeps what was found from run to run.
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=$1 folder=$2 seconds=$3
shift 3
targets=$(printf '%s\n' "${@:-$(ls fixtures/fuzz)}")
processors=$(nproc) count=$(wc -w <<<"$targets")
share=$((seconds * (processors < count ? processors : count) / count))
mkdir -p "$folder/crashes"

fuzz() {
  local target=$1 log="$folder/$1.log" status=0 seeds
  case $target in
    http-head) seeds="fixtures/http/accepted fixtures/http/rejected" ;;
    csv | xlsx | mp4 | jpeg | png | zip) seeds="fixtures/files fixtures/files/hostile" ;;
    *) seeds="" ;;
  esac
  mkdir -p "$folder/$target"
  FUZZ_TARGET=$target SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=32 \
    "$binary" -max_total_time="$share" -timeout=5 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1 \
    -artifact_prefix="$folder/crashes/$target-" "$folder/$target" "fixtures/fuzz/$target" $seeds \
    >"$log" 2>&1 || status=$?
  printf '%-14s %9s inputs, %s worth keeping\n' "$target" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(ls "$folder/$target" | wc -l)"
  if [ $status != 0 ]; then
    grep -E 'Fatal error|^SUMMARY|Test unit written to' "$log" | sed 's/^/  /'
    echo "  Put the input into fixtures/fuzz/$target with the change that makes it harmless; $log has the rest."
    return 1
  fi
}
export -f fuzz
export binary folder share

xargs -P "$processors" -I{} bash -c 'fuzz {}' <<<"$targets"
