// The public dictionary that every tenant starts with. It cannot be changed.

import Crypto
import Emulator
import Store

/// A public dictionary (specification, section 6).
enum ShippedDictionary {
    static let mediaType = "text/plain"

    private static let name = "Broadcast terms"
    private static let language = "english"

    /// The file. It is not stored in the tenant.
    static let file = Array(
        """
        anchor
        breaking news
        broadcast
        correspondent
        headline
        live coverage
        lower third
        outside broadcast
        presenter
        studio
        teleprompter
        voice-over

        """.utf8)

    /// Puts the dictionary into a fresh tenant.
    static func seed(_ tenant: Tenant) throws {
        // A fixed id, so that the ids of later records do not depend on it.
        var generator = tenant.identifiers.generator(for: ["dictionary", name])
        try tenant.database.execute(
            """
            INSERT INTO deepva_dictionaries(id, name, type, language, created, is_public, media_type, content)
            VALUES (?, ?, 'simple', ?, ?, 1, ?, '')
            """,
            .text(generator.uuid()), .text(name), .text(language), .int(tenant.now.microseconds), .text(mediaType))
    }
}
