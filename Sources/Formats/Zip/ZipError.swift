// Why a zip archive could not be read or written.

/// A zip archive, or an entry of one, that is refused or broken.
public enum ZipError: Error, Sendable, Equatable {
    /// The bytes are no zip archive.
    case notAnArchive
    /// More entries, or a larger directory, than may be read.
    case tooManyEntries(limit: Int)
    /// An entry's name could lead out of the folder it is unpacked into, or cannot be a file name.
    case unsafeName(String)
    /// Two entries have the same name, so readers would not agree on what the archive holds.
    case duplicateName(String)
    /// The entry is encrypted.
    case encrypted(String)
    /// The entry is compressed by another method than store and deflate.
    case unsupportedMethod(String)
    /// The entry has more bytes than the caller wants.
    case entryTooLarge(String, limit: Int)
    /// The entry unpacks to suspiciously many times its packed size.
    case suspiciousRatio(String, limit: Int)
    /// All entries read so far have more bytes than one archive may give.
    case archiveTooLarge(limit: Int)
    /// The structure or an entry's data is broken; the text is libzip's.
    case damaged(String)
    /// The archive's file cannot be read or written; the text is the system's sentence.
    case fileFailure(String)

    /// One sentence for people.
    public var message: String {
        switch self {
        case .notAnArchive: "The file is not a zip archive."
        case .tooManyEntries(let limit): "The zip archive has too many entries; at most \(limit) are read."
        case .unsafeName(let name): "The zip archive has an entry with an unsafe name: \(Self.quoted(name))."
        case .duplicateName(let name): "The zip archive has two entries with the name \(Self.quoted(name))."
        case .encrypted(let name): "The zip entry \(Self.quoted(name)) is encrypted."
        case .unsupportedMethod(let name): "The zip entry \(Self.quoted(name)) uses an unsupported compression method."
        case .entryTooLarge(let name, let limit):
            "The zip entry \(Self.quoted(name)) is too large; at most \(limit) bytes are read."
        case .suspiciousRatio(let name, let limit):
            "The zip entry \(Self.quoted(name)) unpacks to more than \(limit) times its packed size."
        case .archiveTooLarge(let limit): "The zip archive unpacks to more than \(limit) bytes."
        case .damaged(let reason): "The zip archive is damaged: \(reason)."
        case .fileFailure(let reason): "The zip archive's file failed: \(reason)"
        }
    }

    /// The name in quotation marks, without control characters and at most 120 characters long.
    private static func quoted(_ name: String) -> String {
        let visible = name.unicodeScalars.prefix(120).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
        return "\"\(String(visible))\""
    }
}
