# One image for every role: Roles__Web, Roles__Workers and ConnectionStrings__Convos come from the environment.
# It holds no PostgreSQL: give it one.
FROM node:22-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
RUN dotnet publish Convos.Web -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
# What people upload. A volume made here belongs to the account that writes into it.
RUN install -d -o app /data
VOLUME /data
# A large file in a form passes by the disk, not by a /tmp that may be memory.
ENV Data__Folder=/data ASPNETCORE_TEMP=/data ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
USER app
# The image has no curl; bash speaks enough HTTP.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${ASPNETCORE_HTTP_PORTS} && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "Convos.Web.dll"]
