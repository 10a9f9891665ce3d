// DeepVA's settings.

import Emulator
import JSON

extension Settings {
    /// The settings and their defaults.
    static let deepVA: JSONObject = [
        "paging_links": "null",
        "timecodes": "sample",
        "strict_file_uris": false,
        "workers": ["deepva.jobs": 1],
    ]

    /// Whether old lists show links to pages that do not exist, as in the vendor's samples.
    var printsAllPageLinks: Bool { self["paging_links"].string == "printed" }

    /// Whether timecodes are true SMPTE and not as in the vendor's samples.
    var usesTrueTimecodes: Bool { self["timecodes"].string == "smpte" }

    /// Whether the file of a URI must exist when the URI is accepted, not only when a job reads it.
    var requiresKnownFiles: Bool { self["strict_file_uris"].bool ?? false }
}
