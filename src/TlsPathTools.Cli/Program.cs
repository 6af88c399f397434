using TlsPathTools.Cli;

return await TlsPathProgram.RunAsync(args, Surroundings.OfThisProcess());
