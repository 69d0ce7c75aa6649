# Functions that the scripts share; sourced, not run. Messages go to stderr, so that what a script
# prints on stdout is the program's own output.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

note() {
  printf 'hookworthy: %s\n' "$*" >&2
}

fail() {
  note "$*"
  exit 1
}

# Prints the comment block at the top of the script given, without its first line (the shebang).
print_help() {
  awk 'NR == 1 { next } !/^#/ { exit } { sub(/^# ?/, ""); print }' "$1"
}

# packages_of SECTION: the packages of one section of packages.txt that no command stands in for.
packages_of() {
  local line section="" package command
  while IFS= read -r line || [[ -n "$line" ]]; do
    line="${line%%#*}"
    read -r package command <<<"$line" || true
    case "$package" in
      "") continue ;;
      "["*"]") section="${package:1:-1}"; continue ;;
    esac
    [[ "$section" == "$1" ]] || continue
    if [[ -n "$command" ]] && command -v "$command" >/dev/null; then continue; fi
    printf '%s\n' "$package"
  done <script/packages.txt
}

# missing_packages SECTION...: those packages of the sections that are not installed.
missing_packages() {
  local section package wanted=() installed
  for section in "$@"; do
    while IFS= read -r package; do wanted+=("$package"); done < <(packages_of "$section")
  done
  # dpkg-query fails when it does not know one of the names; what it does know is printed.
  installed="$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null ||
    true)"
  for package in "${wanted[@]}"; do
    grep -qxF "$package installed" <<<"$installed" || printf '%s\n' "$package"
  done
}

# as_root COMMAND...: runs it as root, with sudo only when needed; only a person is asked for a
# password.
as_root() {
  if [[ "$(id -u)" == 0 ]]; then
    env DEBIAN_FRONTEND=noninteractive "$@"
  elif [[ -t 0 && -t 2 ]]; then
    sudo env DEBIAN_FRONTEND=noninteractive "$@"
  else
    sudo -n env DEBIAN_FRONTEND=noninteractive "$@"
  fi
}

# install_packages SECTION...: installs what is missing; without a call of apt-get when nothing is.
install_packages() {
  local missing=() package section wanted=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    for section in "$@"; do
      while IFS= read -r package; do wanted+=("$package"); done < <(packages_of "$section")
    done
    note "no apt-get here; these Debian packages or their like are needed: ${wanted[*]}"
    return 0
  fi
  while IFS= read -r package; do missing+=("$package"); done < <(missing_packages "$@")
  [[ ${#missing[@]} -gt 0 ]] || return 0
  if [[ "$(id -u)" != 0 ]] && ! command -v sudo >/dev/null; then
    wanted=("${missing[@]}")
    missing=()
    for package in "${wanted[@]}"; do
      grep -qxF "$package" <<<"$(packages_of optional)" || missing+=("$package")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    fail "neither root nor sudo; run as root: apt-get install ${missing[*]}"
  fi
  note "installing ${missing[*]}"
  # A foreign source that cannot be reached must not stop us when Debian's own can be.
  as_root apt-get -o DPkg::Lock::Timeout=300 -qq update >&2 ||
    note "apt-get update failed; trying with the package lists that are here"
  as_root apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends --no-remove \
    install "${missing[@]}" >&2 ||
    fail "apt-get could not install ${missing[*]} (Debian 12 has them all); see above"
}

# build_jobs: compilers to run at once: one per processor, with about 1.5 GB of free memory each.
build_jobs() {
  local cpus kib limit used jobs
  cpus="$(nproc 2>/dev/null || echo 1)"
  kib="$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null || true)"
  # A container may be allowed less than the machine has.
  limit="$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)"
  if [[ "$limit" =~ ^[0-9]+$ ]]; then
    used="$(cat /sys/fs/cgroup/memory.current 2>/dev/null || echo 0)"
    limit=$(((limit - used) / 1024))
    if [[ -z "$kib" || "$limit" -lt "$kib" ]]; then kib="$limit"; fi
  fi
  jobs=$((${kib:-1572864} / 1572864))
  if [[ "$jobs" -gt "$cpus" ]]; then jobs="$cpus"; fi
  if [[ "$jobs" -lt 1 ]]; then jobs=1; fi
  echo "$jobs"
}

# build PRESET [TARGET]: configures build/PRESET and builds the target, or everything. Says little
# when it goes well and all when not.
build() {
  local preset="$1" target="${2:-all}" log status=0
  command -v cmake >/dev/null ||
    fail "cmake is missing; install the packages of script/packages.txt"
  mkdir -p "build/$preset"
  log="build/$preset/configure.log"
  if ! cmake --preset "$preset" >"$log" 2>&1; then
    cat "$log" >&2
    fail "cmake could not configure (see above); after moving the tree: rm -r build/$preset"
  fi
  local command=(cmake --build --preset "$preset" --target "$target"
    --parallel "${CMAKE_BUILD_PARALLEL_LEVEL:-$(build_jobs)}")
  if [[ -t 2 ]]; then
    "${command[@]}" >&2 || status=$?
  else
    "${command[@]}" -- --quiet | sed '/^ninja: no work to do\.$/d' >&2 || status=$?
  fi
  [[ "$status" == 0 ]] || fail "the build of build/$preset failed (see above)"
}

# run_ctest PRESET ARGS...: runs the tests of build/PRESET, as many at once as there are processors
# and one more, since tests wait more than they compute.
run_ctest() {
  local preset="$1"
  shift
  CTEST_PARALLEL_LEVEL="${CTEST_PARALLEL_LEVEL:-$(($(nproc) + 1))}" ctest --preset "$preset" "$@"
}

# tracked_files PATTERN...: NUL-separated files under version control; in a tree without git, all
# files whose name matches, except what is built.
tracked_files() {
  if [[ -e .git ]] && command -v git >/dev/null; then
    git -c safe.directory="$root" ls-files -z -- "$@"
    return
  fi
  local pattern match=()
  for pattern in "$@"; do match+=(-o -name "$pattern"); done
  find . \( -path ./build -o -name node_modules \) -prune -o -type f \( "${match[@]:1}" \) -print0
}
