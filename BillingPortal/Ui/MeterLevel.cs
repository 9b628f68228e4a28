namespace BillingPortal.Ui;

public enum MeterLevel
{
    Green,
    Yellow,
    Red,
}
