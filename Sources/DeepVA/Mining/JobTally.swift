// Counters over all sources of a job.

/// Numbers that continue over all sources of a job.
struct JobTally {
    /// People so far, by gender.
    var people: [String: Int] = [:]
    /// Unknown people so far.
    var unknowns = 0
}
