// What a job works on: a stored file, or a URL that is never fetched.

import Crypto
import Emulator
import Formats
import JSON
import Store

/// One source of a job, with everything that results are made from.
struct JobSource: Sendable {
    /// The URI as the client gave it.
    let uri: String
    /// Picture, video or sound.
    let kind: Kind
    /// Size, frames and duration: read from the file, or made up for a URL.
    let info: MediaInfo
    /// Digest of the content, or of the URL: equal sources give equal results.
    let digest: String

    /// What kind of media a source is, as the wire names it.
    enum Kind: String, Sendable {
        case image, video, audio, pdf, xml
    }

    static let storageScheme = "storage://"

    /// Reads what is known of a source; nil for a `storage://` that does not exist.
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

    /// The wire's word for the kind of a job's first source.
    static func mediaType(of uri: String, in database: Database) throws -> String {
        guard uri.hasPrefix(storageScheme) else { return kind(ofURL: uri).rawValue }
        let mediaType = try database.first("SELECT media_type FROM deepva_storage WHERE url = ?", .text(uri)) { $0.text(0) }
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

    /// By the extension of the path; pages of video sites are videos, anything else a picture.
    private static func kind(ofURL url: String) -> Kind {
        let lower = url.lowercased()
        if lower.contains("youtube.") || lower.contains("youtu.be/") || lower.contains("vimeo.") { return .video }
        let path = lower.prefix { $0 != "?" && $0 != "#" }
        return MediaSniffer.mediaType(path: String(path)).map(kind(ofMediaType:)) ?? .image
    }

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
