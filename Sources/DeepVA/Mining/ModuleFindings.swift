// The results of one module for one source.

import JSON

/// The results of one module for one source.
struct ModuleFindings {
    var items: [JSON] = []
    var summarized: [SummarizedResult] = []
    var detailed: [DetailedResult] = []
    var artifacts: [MadeFile] = []
    var portraits: [DatasetCreation.Portrait] = []
}
