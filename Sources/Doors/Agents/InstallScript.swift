// SPDX-License-Identifier: Apache-2.0
import FeatureKit
import Secrets

/// The script that brings a machine into care: short enough to be read before it is run.
///
/// TLS is not what it trusts, for the machine does not know our authority yet: whoever runs it has compared the script's
/// digest, the script compares the program's, and the program pins the authority.
struct InstallScript {
    let text: String

    init(_ whereabouts: Whereabouts, _ programs: [Handout.Program]) {
        let cases = programs.map { "\($0.machine)) digest=\($0.digest.hex) ;;" }.joined(separator: "\n")
        text = """
            #!/bin/sh
            # Brings this machine into Breeze's care: fetches the agent, checks it, and lets it install itself.
            # The enrollment key comes on the standard input:  echo 'bre_…' | sudo sh breeze-agent.sh
            # `breeze-agent uninstall` removes all of it.
            set -eu
            umask 077
            server='\(whereabouts.agents.filter { $0 != "'" })'
            authority=\(whereabouts.fingerprint)
            machine=$(uname -m)
            case $machine in
            \(cases)
            *) echo "There is no agent for $machine machines here." >&2; exit 1 ;;
            esac
            [ "$(id -u)" = 0 ] || { echo "Run this as root: the agent becomes a service." >&2; exit 1; }
            [ -d /run/systemd/system ] || { echo "The agent needs systemd." >&2; exit 1; }
            [ ! -t 0 ] || printf 'Enrollment key: ' >&2
            read -r key
            folder=$(mktemp -d)
            trap 'rm -rf "$folder"' EXIT
            printf '%s' "$key" >"$folder/key"
            # Not the connection is trusted, but the digest.
            if command -v curl >/dev/null; then
                curl -fsSk "$server/install/breeze-agent-$machine" -o "$folder/breeze-agent"
            else
                wget -q --no-check-certificate "$server/install/breeze-agent-$machine" -O "$folder/breeze-agent"
            fi
            echo "$digest  $folder/breeze-agent" | sha256sum --check --quiet -
            chmod 700 "$folder/breeze-agent"
            "$folder/breeze-agent" install --server "$server" --ca-sha256 "$authority" --key-file "$folder/key"

            """
    }
}
