# What the commands of this folder share: to be read by them (« . tools/packages.sh »), not run.
# System packages are installed by root on Debian and its family only; anybody else gets one message with the command.

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

can_install() {
    [[ "$(id -u)" -eq 0 ]] && command -v apt-get >/dev/null
}

# Install Debian packages, trying twice since mirrors fail now and then. apt is heard only when it fails.
install_packages() {
    local log
    log=$(mktemp)
    echo "Installation des paquets du système : $*…"
    for _ in 1 2; do
        if { apt-get -q update || true; DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
            -o DPkg::Lock::Timeout=120 install "$@"; } >"$log" 2>&1 </dev/null; then
            rm -f "$log"
            return
        fi
    done
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

# Leave, saying what the missing packages are for, naming them, and giving the command that installs them.
ask_for() {
    local purpose=$1
    shift
    die "Il manque sur ce poste ce qui sert à $purpose. Paquets à installer : $*." \
        "Lancez (ou faites lancer par votre service informatique) la commande suivante, puis recommencez :" \
        "    sudo apt-get update && sudo apt-get install $*"
}

# Install what a command says is missing (a name or more a line, nothing when all is there), or leave and ask for it.
# $1: what the packages are for; the rest: the command, asked again after the installation.
ensure_packages() {
    local purpose=$1 missing
    shift
    missing=$("$@")
    if [[ -n "$missing" ]] && can_install; then
        install_packages $missing || true # one word per package
        missing=$("$@")
    fi
    if [[ -n "$missing" ]]; then
        ask_for "$purpose" $missing
    fi
}

digest() {
    sha256sum | cut -c 1-64
}
