# Shared by the scripts in this folder; sourced, never run. Finds the project's root, a JDK 25, missing packages, and a current build.
# shellcheck shell=bash
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
MAVEN_FLAGS=(-q -B -ntp)

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# need_root WHAT_FOR
need_root() {
  [ "$(id -u)" = 0 ] || die "$1 needs root (network namespaces and addresses); run it with sudo"
}

# need_packages PACKAGE... : installs the Debian packages that are missing, or says how to.
need_packages() {
  local package missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || die "missing packages: ${missing[*]}; this machine has no apt-get, install them by hand"
  [ "$(id -u)" = 0 ] || die "missing packages: ${missing[*]}; run: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  # policy-rc.d 101: a routing daemon must not start on the host just because the lab wants its binary.
  local policy=/usr/sbin/policy-rc.d made_policy=no
  if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && made_policy=yes; fi
  local failed=no
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null || failed=yes
  [ "$made_policy" = no ] || rm -f "$policy"
  if [ "$failed" = yes ]; then
    tail -5 "$log" >&2
    die "could not install ${missing[*]} (full log: $log)"
  fi
  rm -f "$log"
}

# need_kubectl : any kubectl of 1.20 or newer will do.
need_kubectl() {
  command -v kubectl >/dev/null || need_packages kubernetes-client
}

is_java25() { [ -x "$1" ] && "$1" -version 2>&1 | grep -q 'version "25[".]'; }

# Sets JAVA to the java of a JDK 25.
need_java() {
  local candidate
  for candidate in "${JAVA_HOME:-/nonexistent}/bin/java" /usr/lib/jvm/*25*/bin/java "$(command -v java || true)"; do
    if is_java25 "$candidate"; then JAVA=$candidate; return 0; fi
  done
  if apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1; then
    need_packages openjdk-25-jdk-headless
    for candidate in /usr/lib/jvm/*25*/bin/java; do
      if is_java25 "$candidate"; then JAVA=$candidate; return 0; fi
    done
  fi
  die "no JDK 25 found in JAVA_HOME, /usr/lib/jvm or PATH; install one (openjdk-25-jdk-headless, or Temurin 25)"
}

need_maven() {
  command -v mvn >/dev/null || need_packages maven
}

# need_build : builds the programs when a source is newer than the last build.
need_build() {
  need_java
  local stamp=$ROOT/target/built
  if [ -e "$stamp" ] && [ -z "$(find "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/*/src/main "$ROOT"/deploy/examples/*/src/main -newer "$stamp" -type f -print -quit)" ]; then
    return 0
  fi
  need_maven
  mkdir -p "$ROOT/target"
  (
    flock 9
    if [ -e "$stamp" ] && [ -z "$(find "$ROOT"/pom.xml "$ROOT"/*/pom.xml "$ROOT"/*/src/main "$ROOT"/deploy/examples/*/src/main -newer "$stamp" -type f -print -quit)" ]; then
      exit 0
    fi
    say "building (once; later starts are instant)"
    touch "$stamp.new"
    (cd "$ROOT" && mvn "${MAVEN_FLAGS[@]}" package -DskipTests -Dcheckstyle.skip -Dspotless.check.skip=true) >&2 </dev/null || { rm -f "$stamp.new"; exit 1; }
    mv "$stamp.new" "$stamp"
  ) 9>"$ROOT/target/build.lock" || die "the build failed; run 'mvn verify' to see why"
}

# program_jar MODULE : the module's own jar; what it runs with is in lib beside it.
program_jar() {
  local jar
  jar=$(ls "$ROOT/$1"/target/routelb-*.jar 2>/dev/null | head -1) || true
  [ -n "$jar" ] || die "$1 is not built; run 'mvn package'"
  printf '%s' "$jar"
}

# class_path MODULE : the module's own jar and everything it runs with, always in the same order: an ahead-of-time cache is for one order.
class_path() {
  local jar LC_ALL=C
  jar=$(program_jar "$1")
  printf '%s' "$jar"
  printf ':%s' "$(dirname "$jar")"/lib/*.jar
}

JAVA_FLAGS=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED)

# A module may bring flags of its own in src/main/jvm.options; they come last, so they count.

# need_caches : ahead-of-time caches for the programs of the current build; without them they start slower, so their absence is no error.
need_caches() {
  "$ROOT/bin/aot-caches" || true
}

# run_program MODULE MAINCLASS ARGS... : replaces the shell by the program.
run_program() {
  local module=$1 main=$2
  shift 2
  need_build
  if [ "$module" = allocator ] || [ "$module" = lb-node ]; then need_caches; fi
  # Java leaves a cache aside that is not of these jars and this JDK; that is nothing to hear of.
  [ ! -e "$ROOT/target/aot/$module.aot" ] || JAVA_FLAGS+=("-XX:AOTCache=$ROOT/target/aot/$module.aot" '-Xlog:aot*=off')
  [ ! -e "$ROOT/$module/src/main/jvm.options" ] || JAVA_FLAGS+=("@$ROOT/$module/src/main/jvm.options")
  exec "$JAVA" "${JAVA_FLAGS[@]}" -cp "$(class_path "$module")" "$main" "$@"
}
