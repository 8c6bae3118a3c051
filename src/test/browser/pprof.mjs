// Reads pprof files with the library of those who profile node: node pprof.mjs FILE… Prints a line of JSON for each: its sums.
import fs from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';

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
  console.log(JSON.stringify({ sums, stacks, comments: profile.comment.map(text) }));
}
