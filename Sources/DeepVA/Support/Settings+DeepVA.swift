// DeepVA's switches among a tenant's settings.

import Emulator
import JSON

extension Settings {
    /// The switches and their defaults.
    static let deepVA: JSONObject = [
        "paging_links": "null",
        "timecodes": "sample",
        "strict_file_uris": false,
        "workers": ["deepva.jobs": 1],
    ]

    /// Whether old lists print page links that lead nowhere, as the vendor's samples do.
    var printsAllPageLinks: Bool { self["paging_links"].string == "printed" }

    /// Whether timecodes are true SMPTE instead of the form in the vendor's samples.
    var usesTrueTimecodes: Bool { self["timecodes"].string == "smpte" }

    /// Whether file URIs must name a stored file when they are accepted, not only when a job reads them.
    var requiresKnownFiles: Bool { self["strict_file_uris"].bool ?? false }
}
