global using TlsPathTools.Topology;
