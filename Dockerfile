# rootwalk as a container, for docker-compose.yml and for trying by hand. It holds what `npm ci && npm run build` made
# in this folder, so that the image can be built where no package registry is in reach:
#
#     npm ci && npm run build && docker build -t rootwalk .
#
# NODE_IMAGE: any image with Node >= 22.22 in it.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
WORKDIR /app
COPY package.json LICENSE ./
COPY node_modules node_modules
COPY roothints roothints
COPY dist dist
# Nobody; Docker lets everybody in a container bind port 53.
USER 65534:65534
EXPOSE 53/udp 53/tcp
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]
