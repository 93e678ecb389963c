// The two namespaces the Aspire SDK brings into every app host.
global using Aspire.Hosting;
global using Aspire.Hosting.ApplicationModel;
