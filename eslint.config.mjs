import tseslint from "typescript-eslint";

/** Forbids imports across the rooms' one-way arrows: proto <- models <- server, proto <- edge-client (-> models). */
function room(name, forbidden) {
  return {
    files: [`${name}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: forbidden.flatMap((other) => [
                `@sotto/${other}`,
                `@sotto/${other}/*`,
                `**/${other}/src/**`,
              ]),
              message: `The room "${name}" must not know this one; see ARCHITECTURE.md.`,
            },
            {
              group: ["@sotto/*/src/*", "@sotto/*/dist/*"],
              message: "Rooms meet at their package exports only.",
            },
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ["**/dist/**", "**/gen/**", "**/*.mjs", "**/*.js", "examples/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-floating-promises": "error",
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 70, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["**/*.test.ts", "**/test/**/*.ts"],
    rules: {
      // node:test's describe and it return promises that the runner awaits itself.
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["describe", "it", "test", "suite"] },
          ],
        },
      ],
      "max-lines-per-function": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  // Only config.ts may read the environment.
  {
    files: ["*/src/**/*.ts"],
    ignores: ["**/config.ts", "**/*.test.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: "Only config.ts reads the environment.",
        },
        { selector: "ExportAllDeclaration", message: "Name what is exported." },
      ],
    },
  },
  room("proto", ["models", "server", "edge-client"]),
  room("models", ["server", "edge-client"]),
  room("server", ["edge-client"]),
  room("edge-client", ["server"]),
);
