// Addresses that callers give.

import Emulator

/// The addresses of webhook receivers.
enum Addresses {
    static func webhook(_ bytes: [UInt8]) throws -> Bool {
        guard let url = WebhookURL(String(decoding: bytes, as: UTF8.self)) else { return false }
        try promise((1...65535).contains(url.port) && !url.host.isEmpty, "A receiver has a host and a port.")
        try promise(url.target.hasPrefix("/"), "A target begins with a slash.")
        let host = url.host.contains(":") ? "[\(url.host)]" : url.host
        let text = "\(url.isSecure ? "https" : "http")://\(host):\(url.port)\(url.target)"
        guard text.utf8.count <= WebhookURL.maximumBytes else { return true }
        let again = WebhookURL(text)
        try promise(
            again?.host == url.host && again?.port == url.port && again?.target == url.target
                && again?.isSecure == url.isSecure, "An address that is spelled out is the same.")
        return true
    }
}
