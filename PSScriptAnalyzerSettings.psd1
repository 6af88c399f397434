@{
    ExcludeRules = @(
        # Scripts are UTF-8 without BOM, PowerShell 7's own default.
        'PSUseBOMForUnicodeEncodedFile'
        # Variables that BeforeAll sets are used in the tests below it.
        'PSUseDeclaredVarsMoreThanAssignments'
        # The only functions are helpers of tests.
        'PSUseShouldProcessForStateChangingFunctions'
    )
}
