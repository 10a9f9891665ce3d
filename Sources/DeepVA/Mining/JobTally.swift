// What is counted over all sources of a job.

/// Numbers that run through all sources of a job.
struct JobTally {
    /// People so far, by gender.
    var people: [String: Int] = [:]
    /// Unknown people so far.
    var unknowns = 0
}
