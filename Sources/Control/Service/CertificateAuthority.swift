// The certificate that clients must trust to use the server by https.

import Emulator
import System

/// The server's own certificate authority.
enum CertificateAuthority {
    static let handlers: [String: Handler] = [
        "getCertificateAuthority": { call in
            .content(.memory(try call.emulator.certificateAuthority()), mediaType: "application/x-pem-file")
        }
    ]
}
