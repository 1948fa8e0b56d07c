# SPDX-License-Identifier: MIT
# Sourced by the scripts `epcheck` and `test`: brings a target in build/ up to date, from nothing if
# need be. Says nothing, and starts no other tool than find, when no source is newer than the last
# build. Whatever is said goes to stderr: stdout belongs to the command. REQUIRES: $root.
# shellcheck shell=bash disable=SC2154

kBugCode=70  # as in cli/exit_code.h: epcheck itself is at fault

# Ends the script with the file $2 (a log) shown and the sentence $1.
give_up() {
  [[ -n ${2-} ]] && cat "$2" >&2
  echo "epcheck: $1" >&2
  exit "$kBugCode"
}

# The packages of the lists $@ that are not installed.
missing_packages() {
  local wanted
  mapfile -t wanted < <(sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$@")
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
    <(dpkg-query --show --showformat='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
      sed -n 's/^installed //p' | sort)
}

# Installs what is missing of the lists $@.
install_packages() {
  command -v dpkg-query >/dev/null || return 0  # not Debian: CMake says what it does not find
  mkdir -p "$root/build"
  local missing sudo=() log=$root/build/packages.log
  mapfile -t missing < <(missing_packages "$@")
  [[ ${#missing[@]} -eq 0 ]] && return 0
  echo "epcheck: installing Debian packages: ${missing[*]}" >&2
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
      give_up "run as root: apt-get install ${missing[*]}"
    sudo=(sudo)
  fi
  { "${sudo[@]}" apt-get -qq update &&
      "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
    give_up "could not install ${missing[*]}" "$log"
}

# What only the tests take. Node may come from elsewhere: Debian's packages would be in its way.
install_test_packages() {
  local lists=("$root/tests/packages.txt")
  command -v npm >/dev/null || lists+=("$root/tests/packages_node.txt")
  install_packages "${lists[@]}"
}

# Whether the target $1 was never built, or a file or folder has changed since. That is what a
# second call pays for, so it is one find and neither ninja nor cmake.
is_stale() {
  local stamp=$root/build/.built-$1
  [[ ! -e $stamp ]] ||
    [[ -n $(find "$root"/{CMakeLists.txt,CMakePresets.json,packages.txt,cmake} \
      "$root"/{checker,model,scenarios,traces,cli,tests,bench} -newer "$stamp" -print -quit \
      2>/dev/null) ]]
}

# Brings the CMake target $1 up to date.
build() {
  local target=$1 build=$root/build
  is_stale "$target" || return 0
  mkdir -p "$build"
  exec {lock}>"$build/.lock"
  flock "$lock"  # a second call waits for the first, and then finds nothing to do
  touch "$build/.begun"  # what changes from here on is newer than the stamp
  install_packages "$root/packages.txt"
  [[ -e $build/build.ninja ]] || {
    echo "epcheck: configuring; the first build takes a few minutes" >&2
    (cd "$root" && cmake --preset release) >"$build/configure.log" 2>&1 ||
      give_up "could not configure" "$build/configure.log"
  }
  if [[ $(ninja -C "$build" -n "$target") != *"no work to do"* ]]; then
    echo "epcheck: building" >&2
    local quiet=--quiet
    [[ -t 2 ]] && quiet=
    ninja -C "$build" $quiet "$target" >&2 || give_up "could not build $target"
  fi
  [[ $target == all ]] && cp --preserve "$build/.begun" "$build/.built-epcheck"
  mv "$build/.begun" "$build/.built-$target"
  exec {lock}>&-
}
