// A source of a job: a stored file, or a URL, which is never fetched.

import Crypto
import Emulator
import Formats
import JSON
import Store

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
        let slash = UInt8(ascii: "/")
        let bytes = Array(url.utf8).prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let scheme = bytes.prefix { $0 != UInt8(ascii: ":") }
        let hasScheme = bytes[scheme.endIndex...].starts(with: "://".utf8)
        let rest = hasScheme ? bytes[(scheme.endIndex + 3)...] : bytes
        let authority = rest.prefix { $0 != slash }
        if isVideoSite(authority) { return .video }
        // Without a scheme it may be a bare file name.
        let path = hasScheme ? rest[authority.endIndex...] : rest
        let name = path.lastIndex(of: slash).map { path[($0 + 1)...] } ?? path
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), name.endIndex - dot <= 6 else { return .image }
        let ending = name[(dot + 1)...].map { $0 | 0x20 }
        return endings.first { $0.ending == ending }?.kind ?? .image
    }

    /// Whether the host of an authority is a video site or a subdomain of one.
    private static func isVideoSite(_ authority: ArraySlice<UInt8>) -> Bool {
        let afterUser = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
        let host = afterUser.prefix { $0 != UInt8(ascii: ":") }
        return videoSites.contains { site in
            guard host.count >= site.count, zip(host.suffix(site.count), site).allSatisfy({ $0 | 0x20 == $1 | 0x20 })
            else { return false }
            return host.count == site.count || host[host.endIndex - site.count - 1] == UInt8(ascii: ".")
        }
    }

    private static let videoSites = ["youtube.com", "youtu.be", "vimeo.com"].map { Array($0.utf8) }

    private static let endings: [(ending: [UInt8], kind: Kind)] = [
        ("mp4", Kind.video), ("m4v", .video), ("mov", .video), ("mkv", .video), ("webm", .video), ("avi", .video),
        ("mpg", .video), ("mpeg", .video), ("mxf", .video), ("ts", .video), ("m2ts", .video), ("m3u8", .video),
        ("wmv", .video), ("flv", .video), ("3gp", .video), ("ogv", .video), ("mp3", .audio), ("wav", .audio),
        ("m4a", .audio), ("aac", .audio), ("flac", .audio), ("ogg", .audio), ("oga", .audio), ("opus", .audio),
        ("wma", .audio), ("aiff", .audio), ("aif", .audio), ("weba", .audio), ("pdf", .pdf), ("xml", .xml),
    ].map { (Array($0.0.utf8.map { $0 | 0x20 }), $0.1) }

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
