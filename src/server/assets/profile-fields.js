// Why: the interview: every fact of the profile, asked in plain words, with what depends on it.

const PREMISES = [['remote', 'From home or on the move'], ['coworking-desk', 'Shared desks, no room of our own'], ['coworking-room', 'A room in a co-working space'], ['office', 'An office of our own'], ['colocation', 'Own racks in another’s data centre'], ['data-centre', 'An own server room'], ['plant', 'A workshop, laboratory, plant or shop']];
const ABSENT = [['paper-archive', 'No paper is kept'], ['equipment-store', 'No room where devices wait'], ['devices', 'No devices of the company'], ['storage-media', 'No sticks, disks or tapes'], ['outside-developers', 'Nobody outside writes software for us'], ['scripts', 'No scripts or integrations of our own']];
const TOOLS = [['identity', 'Sign-in and directory', 'Entra ID'], ['endpoint', 'Laptops and phones', 'Intune'], ['ticketing', 'Tickets', 'Jira'], ['code', 'Source code and builds', 'GitHub'], ['documents', 'Documents and pages', 'Confluence'], ['monitoring', 'Logs and alerts', ''], ['backup', 'Backups', ''], ['hr', 'Personnel files', ''], ['passwords', 'Password vault', ''], ['training', 'Training', ''], ['vulnerabilities', 'Vulnerability scans', ''], ['malware', 'Malware protection', '']];
const ROLES = [['top_management', 'Top management', 'Approves.'], ['isms_owner', 'Responsible for the ISMS', ''], ['it_lead', 'Responsible for IT and platforms', ''], ['hr_lead', 'Responsible for people matters', ''], ['privacy_lead', 'Data protection', 'Officer or contact.'], ['internal_auditor', 'Internal auditor', 'Must not audit own work.']];
const list = (name, label, hint, placeholder) => ({ name, label, kind: 'list', lines: true, wide: true, hint, placeholder });

/** How each field is written in YAML, in the order of the file. */
export const SHAPE = [
  { name: 'name', kind: 'always' }, { name: 'sector' }, { name: 'people' }, { name: 'countries', kind: 'list' }, { name: 'services', kind: 'list' }, { name: 'premises', kind: 'list' },
  { name: 'sites', kind: 'rows', names: ['name', 'kind', 'country', 'people'] }, { name: 'absent', kind: 'confirmed' },
  { name: 'cloud', kind: 'object', names: ['providers', 'hosts_production'] }, { name: 'development' }, { name: 'data', kind: 'list' }, { name: 'obligations', kind: 'list' },
  { name: 'contracts', kind: 'confirmed' }, { name: 'suppliers', kind: 'rows', names: ['name', 'service', 'cloud', 'data', 'assurance', 'assured_until', 'exceptions', 'owner'] },
  { name: 'tools', kind: 'parts', names: TOOLS.map(([name]) => name) }, { name: 'documents', kind: 'confirmed' }, { name: 'risk_appetite' },
  { name: 'climate', kind: 'object', names: ['relevant', 'reason'] }, { name: 'target_date' }, { name: 'roles', kind: 'parts', names: ROLES.map(([name]) => name) },
  { name: 'former_people', kind: 'confirmed' }, { name: 'decisions', kind: 'values' },
];

/** The parts of the interview: title, what it is for, and fields; `many` and `parts` have fields of their own. */
export const INTERVIEW = [
  ['company', 'The company', 'What documents print, and what sizes their advice.', [
    { name: 'name', label: 'Name', hint: 'As documents shall print it.' },
    { name: 'sector', label: 'What it does', hint: 'In a few words.', placeholder: 'software as a service for clinics' },
    { name: 'people', label: 'People', kind: 'number', min: '0', max: '4000000', hint: 'Employees and long-term contractors. Empty: not known.' },
    list('countries', 'Countries', 'Where people work or customers are; one a line.', 'DE'),
    list('services', 'Products or services', 'That the certificate shall cover; one a line.'),
  ]],
  ['places', 'Places', 'They decide about the physical controls. Nothing ticked means: not known.', [
    { name: 'premises', label: 'Where work is done', kind: 'checks', options: PREMISES },
    { many: 'sites', title: 'Place', hint: 'The places by name.', add: 'Add a place', fresh: { name: '' }, fields: [
      { name: 'name', label: 'Name', keepEmpty: true }, { name: 'kind', label: 'Kind', kind: 'select', options: [['', 'Not known'], ...PREMISES] }, { name: 'country', label: 'Country', keepEmpty: false }, { name: 'people', label: 'People there', kind: 'number', min: '0' }] },
    { name: 'absent', label: 'Looked for, and not there', kind: 'checks', options: ABSENT, hint: 'Tick only what somebody has looked for. Only this lets a control be left out for want of it.' },
  ]],
  ['technology', 'Technology', 'It decides about the cloud, development and operations.', [
    { name: 'cloud_use', label: 'Cloud', kind: 'radios', options: [['unknown', 'Not known'], ['none', 'No cloud'], ['tools', 'For tools'], ['production', 'Production runs there']] },
    { name: 'cloud_providers', ...list('cloud_providers', 'Cloud providers', 'One a line.', 'AWS') },
    { name: 'development', label: 'Who writes the software', kind: 'select', options: [['', 'Not known'], ['in-house', 'Own people'], ['outsourced', 'A contractor'], ['both', 'Own people and contractors'], ['none', 'Nobody: it is bought']] },
    { parts: 'tools', title: 'Tools in use', hint: 'By what they do. Empty: not known.', fields: TOOLS.map(([name, label, placeholder]) => ({ name, label, placeholder, keepEmpty: false })) },
  ]],
  ['duties', 'Information and duties', 'What must be protected, and who demands it.', [
    list('data', 'Sensitive information', 'Its kinds, one a line: personal, health, payment, customer-confidential.', 'personal'),
    list('obligations', 'Laws and frameworks', 'That bind you, one a line: GDPR, NIS2, DORA, PCI DSS.', 'GDPR'),
    list('contracts', 'Contracts', 'With demands on security, one a line.'),
    { many: 'suppliers', title: 'Supplier', hint: 'Those that matter for your services.', add: 'Add a supplier', fresh: { name: '', service: '', data: [] }, fields: [
      { name: 'name', label: 'Name', keepEmpty: true }, { name: 'service', label: 'What it delivers', keepEmpty: true }, { name: 'cloud', label: 'Out of a cloud', kind: 'select', options: [['', 'Not known'], [true, 'Yes'], [false, 'No']] },
      { name: 'data', label: 'Data that it sees', kind: 'list' }, { name: 'assurance', label: 'Certificate or report', placeholder: 'ISO/IEC 27001', keepEmpty: false }, { name: 'assured_until', label: 'Good until', kind: 'date' },
      { name: 'exceptions', label: 'What that leaves out', keepEmpty: false }, { name: 'owner', label: 'Who answers for it here', keepEmpty: false }] },
  ]],
  ['people', 'People and roles', 'Documents name roles, and these people behind them. Empty: not known.', [
    { parts: 'roles', title: 'Roles', fields: ROLES.map(([name, label, hint]) => ({ name, label, hint, keepEmpty: false })) },
    list('former_people', 'People who have left', 'And held a role: documents that still name them are found. One a line.'),
  ]],
  ['way', 'The way to the certificate', 'What drafts and the plan are made from.', [
    { name: 'target_date', label: 'Certification audit begins', kind: 'date', hint: 'Stage 2. Empty: not known.' },
    { name: 'risk_appetite', label: 'Risk that may stay', kind: 'select', options: [['', 'Not known'], ['low', 'Little: a medium risk is treated'], ['moderate', 'As the example criteria say'], ['high', 'More: a medium risk may stay']] },
    { name: 'climate_use', label: 'Does climate change matter for the ISMS?', kind: 'radios', options: [['', 'Not determined'], ['yes', 'Yes'], ['no', 'No']], hint: 'Clause 4.1 asks everyone since 2024.' },
    { name: 'climate_reason', label: 'Why', kind: 'area', rows: 2 },
    list('documents', 'Documents that exist already', 'On information security, by title, one a line.'),
    { many: 'decision_list', title: 'Decision', hint: 'Values for parameters of policies, such as review_interval: 12 months.', add: 'Add a decision', fresh: { key: '', value: '' }, fields: [{ name: 'key', label: 'Parameter', placeholder: 'review_interval', keepEmpty: true }, { name: 'value', label: 'Value', placeholder: '12 months', keepEmpty: true }] },
  ]],
];

/** Which field of the form shows what is said of a field of the profile. */
export const SHOWN_AT = { cloud: 'cloud_use', climate: 'climate_use', decisions: 'decision_list' };

/** The profile as the form edits it: two of its objects are asked for in parts, and unknown lists are empty. */
export function toForm(profile) {
  const form = structuredClone(profile ?? {});
  for (const name of ['countries', 'services', 'premises', 'sites', 'absent', 'data', 'obligations', 'contracts', 'suppliers', 'documents', 'former_people']) form[name] ??= [];
  for (const name of ['roles', 'tools']) form[name] = Object.fromEntries(Object.entries(form[name] ?? {}).filter(([, value]) => value));
  form.name ??= '';
  form.sector ??= '';
  if (!form.people) delete form.people;
  form.sites = form.sites.map((site) => ({ ...site }));
  const { cloud, climate } = form;
  form.cloud_use = !cloud ? 'unknown' : cloud.hosts_production ? 'production' : cloud.providers.length ? 'tools' : 'none';
  form.cloud_providers = cloud?.providers ?? [];
  form.climate_use = climate ? (climate.relevant ? 'yes' : 'no') : '';
  form.climate_reason = climate?.reason ?? '';
  form.decision_list = Object.entries(form.decisions ?? {}).map(([key, value]) => ({ key, value }));
  for (const name of ['cloud', 'climate', 'decisions']) delete form[name];
  return form;
}

/** And back. */
export function fromForm(form) {
  const { cloud_use: use, cloud_providers: providers, climate_use: climate, climate_reason: reason, decision_list: decisions, ...profile } = structuredClone(form);
  profile.cloud = use === 'unknown' ? null : { providers: use === 'none' ? [] : providers, hosts_production: use === 'production' };
  profile.climate = climate ? { relevant: climate === 'yes', reason } : null;
  profile.decisions = Object.fromEntries(decisions.filter(({ key }) => key.trim()).map(({ key, value }) => [key.trim(), value]));
  profile.sites = profile.sites.filter((site) => site.name.trim());
  profile.suppliers = profile.suppliers.filter((one) => one.name.trim());
  return profile;
}
