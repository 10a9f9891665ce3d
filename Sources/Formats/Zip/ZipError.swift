// Why a zip archive could not be read or written.

import System

/// A zip archive or entry that is refused or damaged.
public enum ZipError: Error, Sendable, Equatable {
    /// The bytes are not a zip archive.
    case notAnArchive
    /// There are too many entries, or the directory is too large.
    case tooManyEntries(limit: Int)
    /// The name of an entry could escape from the target folder, or cannot be a file name.
    case unsafeName(String)
    /// Two entries have the same name, so readers would disagree on the content.
    case duplicateName(String)
    /// The entry is encrypted.
    case encrypted(String)
    /// The compression method of the entry is neither store nor deflate.
    case unsupportedMethod(String)
    /// The entry is larger than the caller allows.
    case entryTooLarge(String, limit: Int)
    /// The entry unpacks to a suspicious multiple of its packed size.
    case suspiciousRatio(String, limit: Int)
    /// The entries read so far exceed the limit for one archive.
    case archiveTooLarge(limit: Int)
    /// The structure or the data of an entry is damaged; with the message of libzip.
    case damaged(String)
    /// The file of the archive cannot be read or written.
    case fileFailure(SystemError)

    /// What to tell a user.
    public var message: String {
        switch self {
        case .notAnArchive: "The file is not a zip archive."
        case .tooManyEntries(let limit): "The zip archive has too many entries; at most \(limit) are allowed."
        case .unsafeName(let name): "The zip archive has an entry with an unsafe name: \(Self.quoted(name))."
        case .duplicateName(let name): "The zip archive has two entries with the name \(Self.quoted(name))."
        case .encrypted(let name): "The zip entry \(Self.quoted(name)) is encrypted."
        case .unsupportedMethod(let name): "The zip entry \(Self.quoted(name)) uses an unsupported compression method."
        case .entryTooLarge(let name, let limit):
            "The zip entry \(Self.quoted(name)) is too large; at most \(limit) bytes are allowed."
        case .suspiciousRatio(let name, let limit):
            "The zip entry \(Self.quoted(name)) unpacks to more than \(limit) times its packed size."
        case .archiveTooLarge(let limit): "The zip archive unpacks to more than \(limit) bytes."
        case .damaged(let reason): "The zip archive is damaged: \(reason)."
        case .fileFailure(let error): "The file of the zip archive cannot be accessed: \(error.message)"
        }
    }

    /// The name in quotation marks, without control characters and at most 120 characters long.
    private static func quoted(_ name: String) -> String {
        let visible = name.unicodeScalars.prefix(120).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) }
        return "\"\(String(visible))\""
    }
}
