import { main } from './main.ts';

await main();
process.stdout.write('', () => process.exit()); // a pipe that a grandchild still holds open must not keep the job
