// Media types by file extension.

/// The extensions that users of the emulated platforms upload, with their registered or customary media types.
enum MediaTypeTable {
    static let types: [String: String] = [
        // Images.
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "gif": "image/gif",
        "webp": "image/webp", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff", "svg": "image/svg+xml",
        "heic": "image/heic", "avif": "image/avif", "ico": "image/vnd.microsoft.icon",
        // Video.
        "mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "qt": "video/quicktime",
        "webm": "video/webm", "mkv": "video/x-matroska", "avi": "video/x-msvideo", "mpg": "video/mpeg",
        "mpeg": "video/mpeg", "ts": "video/mp2t", "m2ts": "video/mp2t", "mts": "video/mp2t", "wmv": "video/x-ms-wmv",
        "flv": "video/x-flv", "ogv": "video/ogg", "3gp": "video/3gpp", "mxf": "application/mxf",
        "m3u8": "application/vnd.apple.mpegurl", "mpd": "application/dash+xml",
        // Audio.
        "mp3": "audio/mpeg", "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "oga": "audio/ogg",
        "opus": "audio/ogg", "m4a": "audio/mp4", "aac": "audio/aac", "aif": "audio/aiff", "aiff": "audio/aiff",
        "wma": "audio/x-ms-wma", "weba": "audio/webm", "mka": "audio/x-matroska",
        // Text and data.
        "txt": "text/plain", "log": "text/plain", "md": "text/markdown", "csv": "text/csv",
        "tsv": "text/tab-separated-values", "json": "application/json", "jsonl": "application/x-ndjson",
        "ndjson": "application/x-ndjson", "xml": "application/xml", "html": "text/html", "htm": "text/html",
        "srt": "application/x-subrip", "vtt": "text/vtt", "yaml": "application/yaml", "yml": "application/yaml",
        // Documents and archives.
        "pdf": "application/pdf", "zip": "application/zip", "gz": "application/gzip", "tar": "application/x-tar",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "epub": "application/epub+zip", "odt": "application/vnd.oasis.opendocument.text",
        "ods": "application/vnd.oasis.opendocument.spreadsheet", "rtf": "application/rtf",
        "doc": "application/msword", "xls": "application/vnd.ms-excel", "eml": "message/rfc822",
        "msg": "application/vnd.ms-outlook", "pcd": "application/octet-stream", "pcap": "application/vnd.tcpdump.pcap",
        "bin": "application/octet-stream",
    ]
}
