#!/usr/bin/env bash
# Starts and stops a cluster on loopback: one scheduler and some executors, each a process of its own.
#
#   cluster.sh start FOLDER PORT [EXECUTORS] [TASKS]    the scheduler listens on PORT, executors on those above it
#   cluster.sh stop FOLDER
#
# FOLDER holds the process ids (scheduler.pid, executor-1.pid, …), the logs and the results that wait to be fetched.
# SVERKA_CLUSTER is the program; by default cargo builds it in release. EXECUTOR_TIMEOUT is in seconds.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# The program is started by itself, so that its process id is the one that is kept.
launch() {
  local name=$1
  shift
  nohup "$program" "$@" >"$folder/$name.log" 2>&1 </dev/null &
  echo $! >"$folder/$name.pid"
}

# Whether the process that a file names is there and is one of these; another may have the number by now.
is_running() {
  local pid name program
  program=$(cat "$folder/program" 2>/dev/null) || return 1
  pid=$(cat "$1" 2>/dev/null) || return 1
  name=$(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null) || return 1
  name=${name##*/}
  [ "${name:0:15}" = "${program:0:15}" ]
}

is_listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Waits until a process listens on its port; an error, with the end of its log, if it ends before that.
await() {
  local name=$1 port=$2
  for _ in $(seq 600); do
    kill -0 "$(cat "$folder/$name.pid")" 2>/dev/null || break
    is_listening "$port" && return
    sleep 0.1
  done
  tail -n 5 "$folder/$name.log" >&2
  echo "cluster.sh: $name does not listen on port $port" >&2
  stop
  exit 1
}

start() {
  local port=$1 executors=${2:-2} tasks=${3:-1} file n
  [[ $port =~ ^[0-9]+$ && $executors =~ ^[0-9]+$ && $tasks =~ ^[0-9]+$ ]] || usage
  for file in "$folder"/*.pid; do
    if is_running "$file"; then
      echo "cluster.sh: $file: a cluster of this folder runs; stop it first" >&2
      exit 1
    fi
  done
  for n in $(seq 0 "$executors"); do
    if is_listening $((port + n)); then
      echo "cluster.sh: port $((port + n)) is taken; choose another" >&2
      exit 1
    fi
  done
  if [ -n "${SVERKA_CLUSTER:-}" ]; then
    program=$SVERKA_CLUSTER
  else
    echo "cluster.sh: building sverka-cluster in release, which takes a quarter of an hour at first" >&2
    cargo build --quiet --release --manifest-path "$here/Cargo.toml" --features cluster --bin sverka-cluster
    program=${CARGO_TARGET_DIR:-$here/target}/release/sverka-cluster
  fi
  mkdir -p "$folder"
  basename "$program" >"$folder/program"
  launch scheduler scheduler --port "$port" --executor-timeout "${EXECUTOR_TIMEOUT:-30}"
  await scheduler "$port"
  for n in $(seq "$executors"); do
    mkdir -p "$folder/executor-$n"
    launch "executor-$n" executor --scheduler "127.0.0.1:$port" --port $((port + n)) --tasks "$tasks" \
      --work-folder "$folder/executor-$n"
  done
  for n in $(seq "$executors"); do await "executor-$n" $((port + n)); done
  echo "127.0.0.1:$port"
}

# Ends the processes that `start` wrote down, and waits until they are gone.
stop() {
  local pid
  for file in "$folder"/*.pid; do
    [ -e "$file" ] || continue
    if is_running "$file"; then
      pid=$(cat "$file")
      kill "$pid" 2>/dev/null || true
      for _ in $(seq 100); do
        is_running "$file" || break
        sleep 0.1
      done
      if is_running "$file"; then kill -9 "$pid" 2>/dev/null || true; fi
    fi
    rm -f "$file"
  done
}

usage() {
  sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

[ $# -ge 2 ] || usage
command=$1 folder=$2
shift 2
case $command in
  start) [ $# -ge 1 ] || usage; start "$@" ;;
  stop) stop ;;
  *) usage ;;
esac
