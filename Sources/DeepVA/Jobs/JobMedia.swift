// A source of a job: a stored file, or a URL, which is never fetched.

import Crypto
import Emulator
import Formats
import JSON
import Store
import System

/// A source of a job, with everything that its results depend on.
struct JobMedia: Sendable {
    /// The given URI.
    let uri: String
    /// The kind of media.
    let kind: Kind
    /// Size, frames and duration: read from the file, or made up for a URL.
    let info: MediaInfo
    /// Digest of the content, or of the URL. Equal sources give equal results.
    let digest: String

    /// The kind of media of a source, as in responses.
    enum Kind: String, Sendable {
        case image, video, audio, pdf, xml
    }

    static let storageScheme = "storage://"

    /// Reads a source; nil for a `storage://` URI that does not exist.
    init?(_ uri: String, in tenant: Tenant) throws {
        self.uri = uri
        guard uri.hasPrefix(Self.storageScheme) else {
            kind = Self.kind(ofURL: uri)
            digest = "url:" + uri
            info = Self.madeUpInfo(kind, tenant.identifiers.generator(for: ["media", digest]))
            return
        }
        let row = try tenant.database.first(
            "SELECT media_type, digest, info_json FROM deepva_storage WHERE url = ?", .text(uri)
        ) { ($0.text(0), $0.text(1), try $0.optionalText(2).map { try JSON(parsing: $0) }) }
        guard let (mediaType, digest, stored) = row else { return nil }
        kind = Self.kind(ofMediaType: mediaType)
        self.digest = digest
        info =
            stored.flatMap(MediaInfo.init(json:))
            ?? Self.madeUpInfo(kind, tenant.identifiers.generator(for: ["media", digest]))
    }

    /// The media type of a job, which is that of its first source.
    static func mediaType(of uri: String, in database: Database) throws -> String {
        guard uri.hasPrefix(storageScheme) else { return kind(ofURL: uri).rawValue }
        let mediaType = try database.first("SELECT media_type FROM deepva_storage WHERE url = ?", .text(uri)) {
            $0.text(0)
        }
        return (mediaType.map(kind(ofMediaType:)) ?? .image).rawValue
    }

    private static func kind(ofMediaType mediaType: String) -> Kind {
        switch MediaKind(mediaType: mediaType) {
        case .video: .video
        case .audio: .audio
        case .pdf: .pdf
        case .xml: .xml
        default: .image
        }
    }

    /// Pages of video sites are videos; otherwise the extension of the last path segment decides, and the default is a
    /// picture. Every new job calls this, so it works on bytes and creates no strings.
    static func kind(ofURL url: String) -> Kind {
        var url = url
        return url.withUTF8 { bytes in kind(ofURL: unsafe bytes.span) }
    }

    private static func kind(ofURL url: Span<UInt8>) -> Kind {
        let slash = UInt8(ascii: "/")
        let end = index(in: url, from: 0) { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let bytes = url.extracting(0..<end)
        let colon = index(in: bytes, from: 0) { $0 == UInt8(ascii: ":") }
        let hasScheme = bytes.count >= colon + 3 && bytes[colon + 1] == slash && bytes[colon + 2] == slash
        let host = hasScheme ? colon + 3 : 0
        let path = index(in: bytes, from: host) { $0 == slash }
        if isVideoSite(bytes.extracting(host..<path)) { return .video }
        // Without a scheme it may be a bare file name.
        let first = hasScheme ? path : 0
        var dot = bytes.count - 1
        while dot >= first, bytes[dot] != UInt8(ascii: "."), bytes[dot] != slash { dot -= 1 }
        guard dot >= first, bytes[dot] == UInt8(ascii: "."), bytes.count - dot <= 6 else { return .image }
        let ending = packed(bytes.extracting(dot + 1..<bytes.count))
        for known in endings where known.ending == ending { return known.kind }
        return .image
    }

    /// At most five letters, lower case, as one number, which is compared at once.
    private static func packed(_ text: Span<UInt8>) -> UInt64 {
        var packed: UInt64 = 0
        for index in text.indices {
            let byte = text[index]
            packed = packed << 8 | UInt64((65...90).contains(byte) ? byte | 0x20 : byte)
        }
        return packed
    }

    /// The index of the first byte that is meant, from `start` on; the number of bytes if there is none.
    private static func index(in bytes: Span<UInt8>, from start: Int, where isMeant: (UInt8) -> Bool) -> Int {
        var index = start
        while index < bytes.count, !isMeant(bytes[index]) { index += 1 }
        return index
    }

    /// Whether the host of an authority is a video site or a subdomain of one.
    private static func isVideoSite(_ authority: Span<UInt8>) -> Bool {
        var start = authority.count
        while start > 0, authority[start - 1] != UInt8(ascii: "@") { start -= 1 }
        let host = authority.extracting(start..<index(in: authority, from: start) { $0 == UInt8(ascii: ":") })
        return videoSites.contains { site in
            let rest = host.count - site.utf8CodeUnitCount
            guard rest >= 0, host.extracting(rest..<host.count).equals(lowercase: site) else { return false }
            return rest == 0 || host[rest - 1] == UInt8(ascii: ".")
        }
    }

    private static let videoSites: [StaticString] = ["youtube.com", "youtu.be", "vimeo.com"]

    private static let endings: [(ending: UInt64, kind: Kind)] = [
        ("mp4", Kind.video), ("m4v", .video), ("mov", .video), ("mkv", .video), ("webm", .video), ("avi", .video),
        ("mpg", .video), ("mpeg", .video), ("mxf", .video), ("ts", .video), ("m2ts", .video), ("m3u8", .video),
        ("wmv", .video), ("flv", .video), ("3gp", .video), ("ogv", .video), ("mp3", .audio), ("wav", .audio),
        ("m4a", .audio), ("aac", .audio), ("flac", .audio), ("ogg", .audio), ("oga", .audio), ("opus", .audio),
        ("wma", .audio), ("aiff", .audio), ("aif", .audio), ("weba", .audio), ("pdf", .pdf), ("xml", .xml),
    ].map { (ending: String, kind: Kind) in (packed(ending.utf8.span), kind) }

    private static func madeUpInfo(_ kind: Kind, _ generator: SeededGenerator) -> MediaInfo {
        var generator = generator
        switch kind {
        case .video:
            let fps = 25.0
            let frames = generator.int(in: 200...1500)
            return MediaInfo(width: 1920, height: 1080, fps: fps, frames: frames, duration: Double(frames) / fps)
        case .audio:
            return MediaInfo(
                width: 0, height: 0, fps: 0, frames: 0, duration: Double(generator.int(in: 800...6000)) / 100)
        case .image, .pdf, .xml:
            return MediaInfo(width: 1280, height: 960, fps: 0, frames: 1, duration: 0)
        }
    }
}
