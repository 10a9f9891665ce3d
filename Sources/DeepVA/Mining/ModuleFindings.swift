// What one module finds in one source.

import JSON

/// What one module has found in one source.
struct ModuleFindings {
    var items: [JSON] = []
    var summarized: [SummarizedResult] = []
    var detailed: [DetailedResult] = []
    var artifacts: [MadeFile] = []
    var portraits: [DatasetCreation.Portrait] = []
}
