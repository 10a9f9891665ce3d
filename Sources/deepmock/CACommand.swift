// `deepmock ca`: the certificate authority of this installation.

import ArgumentParser
import Host
import System
import TLS

/// Shows the certificate authority.
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Show the certificate that clients must trust to use the server by https.",
        discussion: """
            The certificate authority is made when it is first needed, and belongs to this installation. Its key never \
            leaves it. Trust the certificate only on machines that run tests.
            """,
        subcommands: [Path.self, Print.self, InstallHelp.self])

    /// Where the authority is kept.
    struct Folder: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "Directory of the certificate authority (default: deepmock in $XDG_STATE_HOME, else in ~/.local/state).",
                valueName: "directory"))
        var caDir: String?

        /// The folder with its authority.
        func open() throws -> (folder: AuthorityFolder, authority: CertificateAuthority) {
            guard let folder = try Flags.optional(caDir, "--ca-dir").map(AuthorityFolder.init) ?? .ofUser else {
                throw StartError(description: "HOME is not set: say with --ca-dir where the authority is kept.")
            }
            do {
                return (folder, try folder.open(now: SystemTime.wallMicroseconds() / 1_000_000))
            } catch {
                throw StartError(description: HostFailure.sentence(for: error))
            }
        }
    }

    /// Prints the path of the certificate.
    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the path of the certificate.")
        @OptionGroup var folder: Folder

        func run() throws {
            print(try folder.open().folder.certificatePath)
        }
    }

    /// Prints the certificate.
    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the certificate as PEM text.")
        @OptionGroup var folder: Folder

        func run() throws {
            StandardStreams.write(
                String(decoding: try folder.open().authority.certificatePEM, as: UTF8.self), to: .output)
        }
    }

    /// Prints how to make programs trust the certificate.
    struct InstallHelp: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install-help", abstract: "Print how programs learn to trust the certificate.")
        @OptionGroup var folder: Folder

        func run() throws {
            let path = try folder.open().folder.certificatePath
            print(
                """
                The certificate is \(path).

                For one command, nothing needs to be installed:
                  deepmock exec -- COMMAND

                For one program:
                  curl                --cacert \(path), or CURL_CA_BUNDLE
                  Python requests     REQUESTS_CA_BUNDLE=\(path)
                  Python ssl, httpx   SSL_CERT_FILE=\(path)
                  Node                NODE_EXTRA_CA_CERTS=\(path)
                  Go                  SSL_CERT_FILE=\(path)
                  Java                keytool -importcert -noprompt -trustcacerts -alias deepmock -file \(path) -cacerts

                For the whole machine, as root:
                  Debian, Ubuntu      cp \(path) /usr/local/share/ca-certificates/deepmock.crt && update-ca-certificates
                  Fedora, RHEL        cp \(path) /etc/pki/ca-trust/source/anchors/deepmock.pem && update-ca-trust
                  macOS               security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain \(path)
                  Windows             certutil -addstore Root \(path)

                Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import.
                """)
        }
    }
}
