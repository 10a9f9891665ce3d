// Trouble that people reach for, by name: for any platform, and for what only one of them has.

const busy = { status: 503, retry_after: 2 };

const everywhere = {
  'Busy for two requests (503)': { plan: { steps: [busy, busy] } },
  'Internal error once (500)': { plan: { steps: [{ status: 500 }] } },
  'Bad gateway with a page (502)': {
    plan: {
      steps: [{ status: 502, body: '<h1>Bad gateway</h1>', media_type: 'text/html', headers: { Server: 'gateway' } }],
    },
  },
  'Too many requests (429)': { plan: { steps: [{ quota: { limit: 5, seconds: 60 } }], repeat: true } },
  'Not found yet (404), then fine': { plan: { steps: [{ status: 404 }, { pass: true }] } },
  'Slow: a quarter to three seconds': { plan: { steps: [{ latency_ms: { uniform: [250, 3000] } }], repeat: true } },
  'Very slow now and then': {
    plan: { steps: [{ latency_ms: { lognormal: { median: 200, sigma: 1 } } }], repeat: true },
  },
  'One in five fails (503)': { plan: { steps: [{ status: 503 }], probability: 0.2, repeat: true } },
  'Connection reset': { plan: { steps: [{ reset: true }] } },
  'Empty answer': { plan: { steps: [{ empty: true }] } },
  'Body cut in the middle': { plan: { steps: [{ cut_body: 100 }] } },
  'Trickling body': { plan: { steps: [{ slow_body: 200 }] } },
  'JSON that does not parse': { plan: { steps: [{ malformed_json: true }] } },
};

const own = {
  deepva: {
    'DeepVA: the key is no longer valid (401)': { plan: { steps: [{ status: 401 }] } },
    'DeepVA: an upload breaks off after 64 KiB': {
      operation: 'uploadStorage',
      plan: { steps: [{ upload_cut: 65536 }] },
    },
    'DeepVA: polling fails twice': { operation: 'getJob', plan: { steps: [busy, busy, { pass: true }] } },
  },
  deepopinion: {
    'Studio: the session has expired (401)': { plan: { steps: [{ status: 401 }] } },
    'Studio: no right to do this (403)': { operation: 'createProject', plan: { steps: [{ status: 403 }] } },
    'Studio: training cannot begin (503)': { operation: 'trainModel', plan: { steps: [busy] } },
  },
  'deepen-tools': {
    'Deepen: an archive breaks off after 64 KiB': {
      operation: 'uploadDatasetArchive',
      plan: { steps: [{ upload_cut: 65536 }] },
    },
    'Deepen: labels come slowly': {
      operation: 'getDatasetLabels',
      plan: { steps: [{ slow_body: 2000 }], repeat: true },
    },
    'Deepen: the token has expired (401)': { plan: { steps: [{ status: 401 }] } },
  },
  'deepen-calibrate': {
    'Calibrate: results take long': { operation: 'getExtrinsicParameters', plan: { steps: [{ latency_ms: 4000 }] } },
    'Calibrate: the token has expired (401)': { plan: { steps: [{ status: 401 }] } },
  },
};

/** Faults for a platform, by name: a plan without its match, and perhaps an operation. */
export const faultsFor = platform => ({ ...own[platform], ...everywhere });

const ends = {
  deepva: {
    'A job fails': { operation: 'createJob', ending: 'failed', error: 'The picture is too dark.' },
    'A job never ends': { operation: 'createJob', ending: 'stuck' },
    'A training fails': {
      operation: 'createTraining',
      ending: 'failed',
      error: 'There are too few pictures of a class.',
    },
    'An export fails': { operation: 'createExport', ending: 'failed', error: 'The dataset is empty.' },
  },
  deepopinion: {
    'A training fails': { operation: 'trainModel', ending: 'failed', error: 'A class has no examples.' },
    'An analysis fails': {
      operation: 'createAnalysis',
      ending: 'failed',
      error: 'The file has no column of that name.',
    },
    'An analysis never ends': { operation: 'createAnalysis', ending: 'stuck' },
  },
  'deepen-tools': {
    'An archive cannot be read': {
      operation: 'processUploadedData',
      ending: 'failed',
      error: 'The archive is damaged.',
    },
    'Processing never ends': { operation: 'processUploadedData', ending: 'stuck' },
  },
};

/** Outcomes for a platform, by name. */
export const outcomesFor = platform => ends[platform] || {};
