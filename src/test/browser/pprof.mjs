// Reads pprof files with the library of those who profile node: node pprof.mjs FILE… Prints a line of JSON for each: its sums, and what of it one of
// the tools that read such files would refuse, leave out, or show wrongly.
import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';

/** What go tool pprof (CheckValid), Parca (ValidatePprofProfile) and Pyroscope (ValidateProfile, Normalize) demand. */
function troubles(profile) {
  const found = [];
  const check = (isFine, what) => isFine || found.push(what);
  const strings = profile.stringTable.strings;
  const isString = index => Number(index) >= 0 && Number(index) < strings.length;
  const inOrder = (all, what) =>
    all.forEach((each, i) => check(Number(each.id) === i + 1, `${what} ${i} has the id ${each.id}`));

  check(strings[0] === '', 'the first string is not the empty one');
  check(new Set(strings).size === strings.length, 'a string is there twice');
  check(strings.every(text => !text.includes('\uFFFD') && text.isWellFormed()), 'a string is not UTF-8');
  inOrder(profile.mapping, 'mapping');
  inOrder(profile.function, 'function');
  inOrder(profile.location, 'location');

  for (const each of profile.mapping) {
    check(isString(each.filename), 'a mapping has no name');
    check(each.hasFunctions && each.hasFilenames && each.hasLineNumbers, 'a mapping wants symbols');
  }
  for (const each of profile.function) {
    check(isString(each.name) && isString(each.filename), `function ${each.id} has no name`);
  }
  for (const each of profile.location) {
    check(Number(each.mappingId) >= 1 && Number(each.mappingId) <= profile.mapping.length, `location ${each.id} is in no mapping`);
    check(each.line.length === 1, `location ${each.id} has ${each.line.length} lines`);
    for (const line of each.line) {
      check(Number(line.functionId) >= 1 && Number(line.functionId) <= profile.function.length, `location ${each.id} is in no function`);
      check(Number(line.line) >= 0, `location ${each.id} has the line ${line.line}`);
    }
    check(Number(each.address) === 0, `location ${each.id} has an address`);
  }

  const types = profile.sampleType.map(type => strings[Number(type.type)]);
  check(types.length > 0, 'there are no types of values');
  check(types.every(type => /^[a-z]+_[a-z]+$/.test(type)), `no types of values: ${types}`);
  check(profile.sampleType.every(type => ['count', 'bytes'].includes(strings[Number(type.unit)])), 'a value has no unit');
  check(types.includes(strings[Number(profile.defaultSampleType)]), 'nothing is shown first');
  check(strings[Number(profile.periodType?.type)] === 'space' && strings[Number(profile.periodType?.unit)] === 'bytes', 'there is no period');
  check(Number(profile.period) === 1, `the period is ${profile.period}`);
  check(Number(profile.durationNanos) === 0, 'Parca would show values per second');

  for (const sample of profile.sample) {
    check(sample.value.length === types.length, 'a sample has other values');
    // The library reads them as unsigned.
    check(sample.value.every(value => BigInt.asIntN(64, BigInt(value)) >= 0n), 'Pyroscope leaves out what is negative');
    check(sample.value.some(value => BigInt(value) !== 0n), 'Pyroscope leaves out what is nothing');
    check(sample.locationId.length > 0, 'a sample has no stack');
    check(sample.locationId.every(id => Number(id) >= 1 && Number(id) <= profile.location.length), 'a sample is nowhere');
    const keys = sample.label.map(label => strings[Number(label.key)]);
    check(new Set(keys).size === keys.length, `labels are there twice: ${keys}`);
    check(keys.every(key => /^[a-z][a-z_]*$/.test(key)), `no names of labels: ${keys}`);
    check(sample.label.every(label => Number(label.str) > 0 && isString(label.str) && Number(label.num) === 0), 'a label has no text');
  }
  return [...new Set(found)];
}

for (const file of process.argv.slice(2)) {
  const profile = Profile.decode(gunzipSync(fs.readFileSync(file)));
  const text = index => profile.stringTable.strings[Number(index)];
  const functions = new Map(profile.function.map(each => [Number(each.id), text(each.name)]));
  const locations = new Map(profile.location.map(each => [Number(each.id), functions.get(Number(each.line[0].functionId))]));
  const sums = {};
  profile.sampleType.forEach((type, i) => {
    const sum = profile.sample.reduce((all, sample) => all + BigInt(sample.value[i]), 0n);
    sums[`${text(type.type)}/${text(type.unit)}`] = String(sum);
  });
  const stacks = profile.sample.map(sample => sample.locationId.map(id => locations.get(Number(id))));
  console.log(JSON.stringify({ sums, stacks, troubles: troubles(profile), comments: profile.comment.map(text) }));
}
